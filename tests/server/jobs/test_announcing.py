"""The sink of announcements: everything, in order, in portions, and only while the lease lasts."""

import time
from datetime import timedelta

import pytest

from server.clock import SystemClock
from server.jobs.announcing import STALE, Announcing
from server.jobs.leadership import Lease
from server.seams import Announcement, Change, LeaseLost, Position, StoreAway
from tests.server.jobs.conftest import Heard

LEASE = Lease("relay", 1, float("inf"))


def a_change(number: int, parts: int = 1, age: timedelta = timedelta(0)) -> Change:
    said = [Announcement(f"listing:{number}", 1, part, ("feed",), "listing:published", "{}") for part in range(parts)]
    return Change(Position(f"{number:06}"), "listings", str(number), said, SystemClock().now() - age)


async def test_it_says_all_parts_of_all_changes_in_order(heard: Heard) -> None:
    changes = [a_change(number, parts=number % 3) for number in range(400)]
    await Announcing(heard, SystemClock()).take(changes, LEASE)
    assert heard.said == [said for change in changes for said in change.said]
    assert heard.tries == 2


async def test_changes_that_say_nothing_bother_nobody(heard: Heard) -> None:
    await Announcing(heard, SystemClock()).take([a_change(1, parts=0)], LEASE)
    assert heard.tries == 0


async def test_it_says_nothing_when_the_lease_is_over(heard: Heard) -> None:
    with pytest.raises(LeaseLost):
        await Announcing(heard, SystemClock()).take([a_change(1)], Lease("relay", 1, time.monotonic()))
    assert heard.said == []


async def test_an_absence_is_passed_on_so_that_it_is_tried_again(heard: Heard) -> None:
    heard.away = True
    with pytest.raises(StoreAway):
        await Announcing(heard, SystemClock()).take([a_change(1)], LEASE)


async def test_a_new_relay_says_nothing_and_lost_history_lets_clients_look_again(heard: Heard) -> None:
    await Announcing(heard, SystemClock()).resync(LEASE, lost=False)
    assert (heard.tries, heard.epochs_ended) == (0, 0)
    await Announcing(heard, SystemClock()).resync(LEASE, lost=True)
    assert (heard.tries, heard.epochs_ended) == (0, 1)


async def test_what_is_too_old_to_be_announced_is_left_out_and_clients_fetch_anew_once(heard: Heard) -> None:
    sink, old = Announcing(heard, SystemClock()), STALE + timedelta(seconds=1)
    await sink.take([a_change(1, age=old), a_change(2, age=old)], LEASE)
    await sink.take([a_change(3, age=old), a_change(4)], LEASE)
    assert [said.source for said in heard.said] == ["listing:4"]
    assert heard.epochs_ended == 1
    await sink.take([a_change(5)], LEASE)
    await sink.take([a_change(6, age=old)], LEASE)
    assert heard.epochs_ended == 2
