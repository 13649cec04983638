"""Leading: one worker does a duty, another takes over, one that slept too long writes nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from server.jobs.leadership import Duty, Leadership, Lease
from server.jobs.metrics import WorkerMetrics
from server.seams import LeaseLost, StoreAway
from server.stores.mongo.leases import Document, MongoLeases
from tests.support.waiting import until

SECONDS = 0.8


class Doing:
    """A duty that tells who does it."""

    def __init__(self) -> None:
        self.fences: list[int] = []
        self.at_it = 0

    async def __call__(self, lease: Lease) -> None:
        self.fences.append(lease.fence)
        self.at_it += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.at_it -= 1


@asynccontextmanager
async def keeping(leadership: Leadership, duty: Duty) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(leadership.keep("relay", duty))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
def doing() -> Doing:
    return Doing()


async def test_one_of_two_does_it_and_the_other_takes_over(
    database: AsyncDatabase[Document], metrics: WorkerMetrics, doing: Doing
) -> None:
    mine, yours = (Leadership(MongoLeases(database), metrics, seconds=SECONDS) for _ in range(2))
    async with keeping(mine, doing.__call__) as first:
        await until(lambda: doing.at_it == 1)
        async with keeping(yours, doing.__call__):
            lease = await database["leases"].find_one({"_id": "relay"})
            assert lease

            async def renewed() -> bool:
                now = await database["leases"].find_one({"_id": "relay"})
                return now is not None and now["until"] > lease["until"]

            await until(renewed)
            assert doing.fences == [1]
            first.cancel()
            await until(lambda: doing.fences == [1, 2])
            assert doing.at_it == 1


async def test_a_lease_that_another_took_ends_the_duty(
    database: AsyncDatabase[Document], metrics: WorkerMetrics, doing: Doing
) -> None:
    mine = Leadership(MongoLeases(database), metrics, seconds=SECONDS)
    async with keeping(mine, doing.__call__):
        await until(lambda: doing.at_it == 1)
        await database["leases"].update_one({"_id": "relay"}, {"$set": {"until": None, "holder": "nobody"}})
        assert await MongoLeases(database).hold("relay", 60) == 2
        await until(lambda: doing.at_it == 0)
    assert metrics.broken.labels("relay")._value.get() == 0


async def test_a_duty_that_breaks_is_begun_anew(database: AsyncDatabase[Document], metrics: WorkerMetrics) -> None:
    tries = 0

    async def break_at_first(_: Lease) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("a fault")
        await asyncio.Event().wait()

    async with keeping(Leadership(MongoLeases(database), metrics, seconds=SECONDS), break_at_first):
        await until(lambda: tries == 2)
    assert metrics.broken.labels("relay")._value.get() == 1


class AwayLeases:
    """Grants once, then does not answer."""

    def __init__(self) -> None:
        self.asked = 0

    async def hold(self, name: str, seconds: float) -> int | None:
        self.asked += 1
        if self.asked > 1:
            raise StoreAway("leases")
        return 1

    async def release(self, name: str) -> None:
        raise StoreAway("leases")


async def test_a_leader_that_cannot_renew_stops_when_its_time_is_over(metrics: WorkerMetrics, doing: Doing) -> None:
    leases = AwayLeases()
    async with keeping(Leadership(leases, metrics, seconds=0.2), doing.__call__):
        await until(lambda: doing.fences == [1])
        await until(lambda: doing.at_it == 0)
        await until(lambda: leases.asked > 5)
    assert doing.fences == [1]


def test_a_lease_refuses_once_it_is_over() -> None:
    Lease("relay", 1, time.monotonic() + 60).refuse_if_over()
    with pytest.raises(LeaseLost):
        Lease("relay", 1, time.monotonic()).refuse_if_over()


async def test_it_ends_when_told_though_a_driver_swallows_the_cancellation(metrics: WorkerMetrics) -> None:
    asked = asyncio.Event()

    class Deaf:
        async def hold(self, name: str, seconds: float) -> int | None:
            asked.set()
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            return None

        async def release(self, name: str) -> None: ...

    task = asyncio.create_task(Leadership(Deaf(), metrics, seconds=0.1).keep("relay", Doing().__call__))
    await asked.wait()
    task.cancel()
    await until(task.done)
    assert task.cancelled()
