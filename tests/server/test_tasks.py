"""Background tasks: kept, reported, ended together, and loops that end though a cancellation was swallowed."""

import asyncio
import socket
import time
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from server.tasks import Tasks, deadline, heed_cancellation


async def forever() -> None:
    await asyncio.Event().wait()


async def test_a_task_that_breaks_is_reported_by_name() -> None:
    async def breaks() -> None:
        raise KeyError("a fault")

    with capture_logs() as lines:
        await asyncio.wait({Tasks().spawn(breaks(), "sweeping")})
    assert [(line["event"], line["task"]) for line in lines] == [("background task broke", "sweeping")]


async def test_all_are_cancelled_together() -> None:
    tasks = Tasks()
    running = [tasks.spawn(forever(), str(number)) for number in range(3)]
    await tasks.cancel()
    assert all(task.cancelled() for task in running)


async def test_finishing_waits_for_those_that_end_by_themselves() -> None:
    tasks, go = Tasks(), asyncio.Event()

    async def ends() -> str:
        await go.wait()
        return "done"

    quick, endless = tasks.spawn(ends(), "quick"), tasks.spawn(forever(), "endless")
    go.set()
    await tasks.finish(0.05)
    assert quick.result() == "done"
    assert endless.cancelled()


async def test_a_loop_ends_though_somebody_swallowed_the_cancellation() -> None:
    begun = asyncio.Event()

    async def loop() -> None:
        while True:
            heed_cancellation()
            begun.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    task = asyncio.create_task(loop())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_a_deadline_that_ran_out_is_no_order_to_end() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await forever()
    heed_cancellation()


async def test_what_must_never_end_is_named_when_it_did() -> None:
    async def ends() -> None:
        return None

    tasks = Tasks()
    tasks.keep(forever(), "listening")
    await tasks.keep(ends(), "watching")
    assert tasks.ended == ["watching"]
    await tasks.cancel()


async def test_a_deadline_is_kept() -> None:
    with pytest.raises(TimeoutError):
        async with deadline(0.01):
            await forever()


async def test_what_arrived_while_the_loop_was_busy_is_in_time() -> None:
    """A busy loop runs its timers before it reads."""
    here, there = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=here)
    async with deadline(0.01):
        reading = asyncio.create_task(reader.readexactly(6))
        await asyncio.sleep(0)
        there.send(b"answer")
        busy_until = time.monotonic() + 0.05
        while time.monotonic() < busy_until:
            pass
        assert await reading == b"answer"
    writer.close()
    there.close()
