"""Many deadlines, one timer: work that ends in time is let alone, work that does not is cancelled and told so."""

import asyncio

import pytest

from server.tasks import Tasks
from server.transport.deadlines import Deadlines


async def forever() -> None:
    await asyncio.Event().wait()


async def test_work_that_ends_in_time_gives_its_result() -> None:
    async def seven() -> int:
        await asyncio.sleep(0)
        return 7

    assert await Deadlines(Tasks()).within(5, seven()) == 7


async def test_work_that_takes_longer_is_told_so_and_its_task_goes_on() -> None:
    deadlines = Deadlines(Tasks())
    with pytest.raises(TimeoutError):
        await deadlines.within(0, forever())
    task = asyncio.current_task()
    assert task
    assert task.cancelling() == 0
    assert await deadlines.within(5, asyncio.sleep(0, result="next")) == "next"


async def test_of_many_only_the_late_ones_are_told() -> None:
    deadlines, go = Deadlines(Tasks()), asyncio.Event()

    async def waits() -> str:
        await go.wait()
        return "in time"

    patient = [asyncio.create_task(deadlines.within(60, waits())) for _ in range(5)]
    hasty = [asyncio.create_task(deadlines.within(0, forever())) for _ in range(5)]
    told = await asyncio.gather(*hasty, return_exceptions=True)
    assert all(isinstance(it, TimeoutError) for it in told)
    go.set()
    assert await asyncio.gather(*patient) == ["in time"] * 5


async def test_a_task_that_is_cancelled_from_outside_is_cancelled() -> None:
    task = asyncio.create_task(Deadlines(Tasks()).within(60, forever()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_exception_of_the_work_is_passed_on() -> None:
    async def breaks() -> None:
        raise KeyError("a fault")

    with pytest.raises(KeyError):
        await Deadlines(Tasks()).within(5, breaks())


async def test_nothing_is_kept_of_what_ended() -> None:
    deadlines = Deadlines(Tasks())
    await deadlines.within(5, asyncio.sleep(0))
    assert not deadlines._ends
    assert not deadlines._late
