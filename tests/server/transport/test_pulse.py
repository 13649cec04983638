"""The pulse of the market: what moderators see of rates and health, with and without Redis."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from models import rooms
from models.board import RATES
from server.metrics import WEB, Counts
from server.seams import StoreAway
from server.transport.engine import Traffic
from server.transport.pulse import Dial, LastMinute, Pulse
from tests.support.lines import House, Written


class Sums:
    """Two web processes and one worker, or nothing while Redis is away."""

    def __init__(self) -> None:
        self.noted: list[Sequence[int]] = []
        self.away = False
        self.worker: list[int] = [1, 0]

    async def tally(self, group: str, own: Sequence[int]) -> Sequence[int]:
        if self.away:
            raise StoreAway("Redis is away.")
        if group != WEB:
            return self.worker
        self.noted.append(own)
        return [2, *(number + 1 for number in own)]


class Paid:
    """A ledger with three payments of the last minute, or one that is away."""

    def __init__(self) -> None:
        self.asked: list[timedelta] = []
        self.away = False

    async def __call__(self, within: timedelta) -> int:
        self.asked.append(within)
        if self.away:
            raise StoreAway("ledger")
        return 3


class Well:
    async def check(self) -> Mapping[str, str]:
        return {"mongo": "ok", "redis": "ok"}


class Ward:
    """One process with its pulse."""

    def __init__(self) -> None:
        self.house, self.counts, self.sums, self.dial = House(), Counts(), Sums(), Dial()
        self.paid = Paid()
        self.pulse = Pulse(
            self.counts, self.house.sessions.all, self.house.manager, self.sums, self.paid, Well(), self.dial
        )


def shown(line: Written) -> tuple[dict[str, int], dict[str, str]]:
    name, push = json.loads(line.said[-1].removeprefix("42"))
    assert name == "moderation:rates"
    return push["rates"], push["health"]


def test_a_counter_is_what_it_grew_by_within_the_last_minute() -> None:
    minute = LastMinute()
    assert minute.grown((100,), 0) == [0]
    assert minute.grown((130,), 30) == [30]
    assert minute.grown((160,), 60) == [60]
    assert minute.grown((170,), 90) == [40]
    assert minute.grown((170,), 300) == [0]


async def test_what_is_counted_here_is_noted_and_the_sum_is_shown_to_moderators() -> None:
    ward = Ward()
    line, _ = ward.house.guest(rooms.RATES)
    other, _ = ward.house.guest("feed")
    await ward.pulse.beat(0)
    ward.counts.requests["listing:publish"] += 5
    ward.counts.requests["order:place"] += 1
    ward.counts.requests["auction:buy"] += 1
    ward.counts.requests["order:pay"] += 9
    ward.counts.requests["server:time"] += 9
    ward.counts.refused["listing:publish", "slow_down"] += 3
    await ward.pulse.beat(30)
    assert ward.sums.noted[-1] == [5, 0, 0, 2, 3, 2]
    assert shown(line) == (
        dict(zip(RATES, [6, 1, 1, 3, 4, 3, 3], strict=True)),
        {"mongo": "ok", "redis": "ok", "worker": "ok"},
    )
    assert line.traffic == [Traffic.VOLATILE] * 2
    assert other.said == []
    assert ward.dial.figures().rates["listings"] == 6


async def test_a_worker_that_is_late_or_away_is_seen() -> None:
    ward = Ward()
    line, _ = ward.house.guest(rooms.RATES)
    for worker, state in (([1, 60], "behind"), ([0], "away"), ([1, 2], "ok")):
        ward.sums.worker = worker
        await ward.pulse.beat(0)
        assert shown(line)[1]["worker"] == state


async def test_without_redis_the_process_shows_its_own_figures() -> None:
    ward = Ward()
    line, _ = ward.house.guest(rooms.RATES)
    ward.sums.away = True
    await ward.pulse.beat(0)
    rates, health = shown(line)
    assert rates["sockets"] == 1
    assert health == {"mongo": "ok", "redis": "ok"}


async def test_payments_are_those_of_the_ledger_and_stay_while_it_is_away() -> None:
    ward = Ward()
    line, _ = ward.house.guest(rooms.RATES)
    for away in (False, True):
        ward.paid.away = away
        await ward.pulse.beat(0)
        assert shown(line)[0]["payments"] == 3
    assert ward.paid.asked == [timedelta(minutes=1)] * 2


async def test_while_nobody_looks_the_parts_are_not_asked() -> None:
    ward = Ward()
    await ward.pulse.beat(0)
    assert ward.dial.figures().health == {}
    assert ward.sums.noted == [[0, 0, 0, 0, 0, 0]]
    assert ward.paid.asked == []
