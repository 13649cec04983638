"""The relay on a real change stream: nothing is lost, whoever dies, whatever is away (reliability G7, F4, F5, F20)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from server.clock import SystemClock
from server.jobs.announcing import Announcing
from server.jobs.leadership import Leadership, Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.outlet import Sink
from server.jobs.relay import Relay
from server.seams import Change, LeaseLost
from server.stores.mongo.changes import MongoChanges
from server.stores.mongo.leases import MongoLeases
from server.stores.mongo.listings import COLLECTION
from server.stores.mongo.positions import Document, MongoPositions
from tests.server.jobs.conftest import Heard
from tests.support.listings import a_listing
from tests.support.stores import Shelf
from tests.support.waiting import until

FOREVER = float("inf")


class Seen:
    """A sink that keeps the ids it is given; `hold` makes it wait."""

    grace_seconds = 0.0

    def __init__(self, name: str = "seen") -> None:
        self.name = name
        self.ids: list[str] = []
        self.resyncs = 0
        self.go = asyncio.Event()
        self.go.set()

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        await self.go.wait()
        self.ids += [change.id for change in changes]

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        self.resyncs += 1


class Dying(Seen):
    """Takes, and never comes to an end."""

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        await super().take(changes, lease)
        await asyncio.Event().wait()


class Relaying:
    """Relays over one database, begun and killed as the test says."""

    def __init__(self, database: AsyncDatabase[Document], metrics: WorkerMetrics) -> None:
        self.positions = MongoPositions(database)
        self._feed = MongoChanges(database, [COLLECTION])
        self._metrics = metrics
        self._fence = 0

    def relay(self, *sinks: Sink, most_waiting: int = 10_000) -> Relay:
        return Relay(self._feed, self.positions, sinks, SystemClock(), self._metrics, most_waiting=most_waiting)

    @asynccontextmanager
    async def leading(self, *sinks: Sink, most_waiting: int = 10_000) -> AsyncIterator[asyncio.Task[None]]:
        """Lead with the next fencing token; end without a farewell, as kill -9 does."""
        self._fence += 1
        lease = Lease("relay", self._fence, FOREVER)
        task = asyncio.create_task(self.relay(*sinks, most_waiting=most_waiting).lead(lease))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})


@pytest.fixture
def relaying(database: AsyncDatabase[Document], metrics: WorkerMetrics) -> Relaying:
    return Relaying(database, metrics)


async def begun(relaying: Relaying, *sinks: Seen) -> None:
    """Let the sinks have a position, from which a later relay goes on."""
    async with relaying.leading(*sinks):
        await until(lambda: all(sink.resyncs for sink in sinks))
        await saved(relaying, *sinks)


async def saved(relaying: Relaying, *sinks: Seen) -> None:
    async def all_saved() -> bool:
        found = await relaying.positions._positions.find({"position": {"$exists": True}}).to_list()
        return {sink.name for sink in sinks} <= {doc["_id"] for doc in found}

    await until(all_saved)


async def test_it_announces_what_a_dead_process_wrote(relaying: Relaying, shelf: Shelf, heard: Heard) -> None:
    first, second = a_listing(), a_listing()
    async with relaying.leading(Announcing(heard, SystemClock()), marker := Seen()):
        await until(lambda: marker.resyncs == 1)
        await shelf.put(first, second)
        revised = await shelf.change(first)
        await until(lambda: len(heard.said) == 3)
    assert heard.versions == [(first.id, 1), (second.id, 1), (revised.id, 2)]
    assert [it.name for it in heard.said] == ["listing:published", "listing:published", "listing:revised"]


async def test_what_is_written_while_no_relay_runs_is_announced_by_the_next(
    relaying: Relaying, shelf: Shelf, heard: Heard
) -> None:
    seen = Seen()
    sinks = Announcing(heard, SystemClock()), seen
    async with relaying.leading(*sinks):
        await saved(relaying, seen, Seen("announcer"))
    its = [a_listing() for _ in range(5)]
    await shelf.put(*its)
    async with relaying.leading(*sinks):
        await until(lambda: len(heard.versions) == 5)
    assert heard.versions == [(it.id, 1) for it in its]
    assert seen.resyncs == 1


async def test_a_relay_killed_between_taking_and_saving_repeats_and_loses_nothing(
    relaying: Relaying, shelf: Shelf
) -> None:
    dying, seen = Dying(), Seen()
    await begun(relaying, dying)
    its = [a_listing() for _ in range(3)]
    await shelf.put(*its)
    async with relaying.leading(dying):
        await until(lambda: len(dying.ids) == 3)
    async with relaying.leading(seen):
        await until(lambda: len(seen.ids) == 3)
    assert dying.ids == seen.ids == [it.id for it in its]


async def test_a_sink_that_is_held_up_holds_up_nobody_else(relaying: Relaying, shelf: Shelf, heard: Heard) -> None:
    slow = Seen()
    async with relaying.leading(Announcing(heard, SystemClock()), slow):
        await until(lambda: slow.resyncs == 1)
        slow.go.clear()
        its = [a_listing() for _ in range(3)]
        await shelf.put(*its)
        await until(lambda: len(heard.said) == 3)
        assert slow.ids == []
        slow.go.set()
        await until(lambda: len(slow.ids) == 3)


async def test_an_announcer_that_is_away_gets_all_in_order_when_it_is_back(
    relaying: Relaying, shelf: Shelf, heard: Heard, metrics: WorkerMetrics
) -> None:
    async with relaying.leading(Announcing(heard, SystemClock()), marker := Seen()):
        await until(lambda: marker.resyncs == 1)
        heard.away = True
        it = a_listing()
        await shelf.put(it)
        for _ in range(4):
            it = await shelf.change(it)
        await until(lambda: heard.tries > 2)
        heard.away = False
        await until(lambda: len(heard.versions) == 5)
    assert heard.versions == [(it.id, version) for version in range(1, 6)]
    assert metrics.retries.labels("announcer")._value.get() >= 2


async def test_more_than_memory_may_hold_is_read_again(relaying: Relaying, shelf: Shelf) -> None:
    slow, quick = Seen("slow"), Seen("quick")
    async with relaying.leading(slow, quick, most_waiting=4):
        await until(lambda: slow.resyncs == quick.resyncs == 1)
        slow.go.clear()
        its = [a_listing() for _ in range(20)]
        for count, it in enumerate(its, 1):
            await shelf.put(it)
            await until(lambda: len(quick.ids) == count)  # noqa: B023 (asked before the next turn)
        slow.go.set()
        await until(lambda: len(slow.ids) >= 20)
    assert slow.ids == quick.ids == [it.id for it in its]


async def test_only_one_of_two_leads_and_the_saving_of_the_stale_one_is_refused(
    database: AsyncDatabase[Document], relaying: Relaying, shelf: Shelf, metrics: WorkerMetrics
) -> None:
    stale, fresh = MongoLeases(database), MongoLeases(database)
    first, second = Seen(), Seen()
    stale_fence = await stale.hold("relay", 0.05)
    assert stale_fence == 1
    stopped = asyncio.create_task(relaying.relay(first).lead(Lease("relay", stale_fence, FOREVER)))
    await until(lambda: first.resyncs == 1)
    leadership = Leadership(fresh, metrics, seconds=5)
    leader = asyncio.create_task(leadership.keep("relay", relaying.relay(second).lead))
    await saved(relaying, first)

    async def it_has_ended() -> bool:
        await shelf.put(a_listing())
        return stopped.done()

    await until(it_has_ended)  # it goes on as if it had never slept, until it saves
    assert isinstance(ended := stopped.exception(), ExceptionGroup)
    assert ended.subgroup(LeaseLost)
    last = a_listing()
    await shelf.put(last)
    await until(lambda: last.id in second.ids)
    assert await stale.hold("relay", 5) is None
    leader.cancel()
    await asyncio.wait({leader})
    assert last.id not in first.ids


async def test_lost_history_starts_only_the_sink_concerned_afresh(relaying: Relaying, shelf: Shelf) -> None:
    behind, current = Seen("behind"), Seen("current")
    await begun(relaying, behind, current)
    await relaying.positions._positions.update_one({"_id": "behind"}, {"$set": {"position": "0 is no token"}})
    it = a_listing()
    await shelf.put(it)
    async with relaying.leading(behind, current):
        await until(lambda: behind.resyncs == 2)
        await until(lambda: it.id in current.ids)
        await shelf.put(last := a_listing())
        await until(lambda: last.id in behind.ids)
    assert current.resyncs == 1


async def test_a_reader_whose_position_is_forgotten_starts_afresh_under_a_new_lease(
    database: AsyncDatabase[Document], relaying: Relaying, metrics: WorkerMetrics, shelf: Shelf
) -> None:
    seen = Seen()
    leadership = Leadership(MongoLeases(database), metrics, seconds=1)
    leader = asyncio.create_task(leadership.keep("relay", relaying.relay(seen).lead))
    await saved(relaying, seen)
    await relaying.positions.forget("seen")
    await shelf.put(a_listing())
    await until(lambda: seen.resyncs == 2)
    leader.cancel()
    await asyncio.wait({leader})
