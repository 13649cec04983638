"""An outlet on its own: what it keeps for its sink, when it moves on, and what it tells of its lag."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.outlet import Outlet
from server.seams import Change, Changes, LeaseLost, Position, StoreAway
from tests.support.waiting import until

LEASE = Lease("relay", 7, float("inf"))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class StoppedClock:
    def now(self) -> datetime:
        return NOON


class Slip:
    """Positions on a slip of paper."""

    def __init__(self, position: str | None = None) -> None:
        self.position = Position(position) if position else None
        self.fence = 0

    async def load(self, reader: str, fence: int) -> Position | None:
        self.fence = fence
        return self.position

    async def save(self, reader: str, position: Position, fence: int) -> None:
        if fence != self.fence:
            raise LeaseLost(reader)
        self.position = position

    async def forget(self, reader: str) -> None:
        self.position = None


class Gate:
    """A sink that lets through when it is told to."""

    name = "gate"
    grace_seconds = 0.0

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.taken: list[list[str]] = []
        self.resyncs = 0
        self.lost = False
        self.away = 0

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        await self.open.wait()
        if self.away:
            self.away -= 1
            raise StoreAway("gate")
        self.taken.append([change.id for change in changes])

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        self.resyncs += 1
        self.lost = lost


def changes(*numbers: int, up_to: int | None = None) -> Changes:
    items = [Change(Position(f"{n:03}"), "listings", str(n), (), NOON - timedelta(seconds=n)) for n in numbers]
    return Changes(items, Position(f"{up_to or max(numbers):03}"))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def slip() -> Slip:
    return Slip("000")


@pytest.fixture
async def outlet(gate: Gate, slip: Slip, metrics: WorkerMetrics) -> Outlet:
    made = Outlet(gate, slip, LEASE, StoppedClock(), metrics, most_waiting=4)
    await made.load()
    return made


@asynccontextmanager
async def running(outlet: Outlet) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(outlet.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_what_comes_while_the_sink_is_busy_is_handed_over_at_once_afterwards(outlet: Outlet, gate: Gate) -> None:
    async with running(outlet):
        outlet.offer(changes(1))
        await until(lambda: bool(outlet._in_hand))
        outlet.offer(changes(2))
        outlet.offer(changes(3, 4))
        gate.open.set()
        await until(lambda: outlet.position == "004")
    assert gate.taken == [["1"], ["2", "3", "4"]]


async def test_the_position_stays_before_what_is_not_taken(outlet: Outlet, gate: Gate) -> None:
    async with running(outlet):
        outlet.offer(changes(1, 2))
        await until(lambda: bool(outlet._in_hand))
        assert outlet.position == "000"
        gate.open.set()
        await until(lambda: outlet.position == "002")


async def test_an_absence_is_waited_out(outlet: Outlet, gate: Gate, metrics: WorkerMetrics) -> None:
    gate.open.set()
    gate.away = 2
    async with running(outlet):
        outlet.offer(changes(1))
        await until(lambda: gate.taken == [["1"]])
    assert metrics.retries.labels("gate")._value.get() == 2


async def test_what_was_offered_before_is_not_taken_again(outlet: Outlet, gate: Gate) -> None:
    gate.open.set()
    async with running(outlet):
        outlet.offer(changes(1, 2))
        outlet.offer(changes(1, 2, 3))
        await until(lambda: outlet.position == "003")
    assert [number for some in gate.taken for number in some] == ["1", "2", "3"]


async def test_beyond_its_memory_it_asks_for_another_reading(outlet: Outlet, gate: Gate) -> None:
    async with running(outlet):
        outlet.offer(changes(1))
        await until(lambda: bool(outlet._in_hand))
        for number in range(2, 10):
            outlet.offer(changes(number))
        assert not outlet.starved  # it still has something to do
        gate.open.set()
        await until(lambda: outlet.starved)
        assert outlet.position == "005"
        outlet.rejoin()
        outlet.offer(changes(*range(4, 10)))
        await until(lambda: outlet.position == "009")
    assert [number for some in gate.taken for number in some] == [str(number) for number in range(1, 10)]


async def test_a_single_batch_larger_than_memory_is_taken(outlet: Outlet, gate: Gate) -> None:
    gate.open.set()
    async with running(outlet):
        outlet.offer(changes(*range(1, 30)))
        await until(lambda: outlet.position == "029")


async def test_without_a_position_it_starts_afresh_from_the_first_offer_on(gate: Gate, metrics: WorkerMetrics) -> None:
    slip = Slip()
    outlet = Outlet(gate, slip, LEASE, StoppedClock(), metrics)
    await outlet.load()
    gate.open.set()
    async with running(outlet):
        outlet.offer(changes(up_to=5))
        await until(lambda: gate.resyncs == 1)
        outlet.offer(changes(6))
        await until(lambda: outlet.position == "006")
    assert gate.taken == [["6"]]
    assert not gate.lost


async def test_a_lost_position_starts_afresh(outlet: Outlet, gate: Gate) -> None:
    gate.open.set()
    async with running(outlet):
        outlet.offer(changes(1))
        await until(lambda: outlet.position == "001")
        outlet.lose()
        assert outlet.position is None
        outlet.offer(changes(up_to=8))
        await until(lambda: gate.resyncs == 1)
        assert gate.lost
        await until(lambda: outlet.position == "008")


async def test_losing_the_position_while_the_sink_is_busy_does_not_bring_it_back(outlet: Outlet, gate: Gate) -> None:
    async with running(outlet):
        outlet.offer(changes(1))
        await until(lambda: bool(outlet._in_hand))
        outlet.lose()
        gate.open.set()
        await until(lambda: not outlet._in_hand)
        assert outlet.position is None
        outlet.offer(changes(up_to=8))
        await until(lambda: gate.resyncs == 1)
    assert outlet.position == "008"


async def test_the_position_is_saved_and_a_stale_leader_ends(
    outlet: Outlet, gate: Gate, slip: Slip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.jobs.outlet._SAVE_SECONDS", 0)
    gate.open.set()
    async with running(outlet) as task:
        outlet.offer(changes(1))
        await until(lambda: slip.position == "001")
        slip.fence = 8
        outlet.offer(changes(2))
        await until(task.done)
        assert isinstance(task.exception(), LeaseLost)
    assert slip.position == "001"


async def test_the_lag_is_the_age_of_the_oldest_change_not_taken(
    outlet: Outlet, gate: Gate, metrics: WorkerMetrics
) -> None:
    def lag() -> float:
        seconds: float = metrics.lag.labels("gate")._value.get()
        return seconds

    outlet.offer(changes(2))
    assert lag() == 2
    gate.open.set()
    async with running(outlet):
        await until(lambda: outlet.position == "002")
        outlet.offer(changes(up_to=9))
    assert lag() == 0
