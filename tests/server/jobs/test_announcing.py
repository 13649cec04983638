"""The sink of announcements: everything, in order, in portions, and only while the lease lasts."""

import time
from datetime import UTC, datetime

import pytest

from server.jobs.announcing import Announcing
from server.jobs.leadership import Lease
from server.seams import Announcement, Change, LeaseLost, Position, StoreAway
from tests.server.jobs.conftest import Heard

LEASE = Lease("relay", 1, float("inf"))


def a_change(number: int, parts: int = 1) -> Change:
    said = [Announcement(f"listing:{number}", 1, part, ("feed",), "listing:published", "{}") for part in range(parts)]
    return Change(Position(f"{number:06}"), "listings", str(number), said, datetime(2026, 11, 22, tzinfo=UTC))


async def test_it_says_all_parts_of_all_changes_in_order(heard: Heard) -> None:
    changes = [a_change(number, parts=number % 3) for number in range(400)]
    await Announcing(heard).take(changes, LEASE)
    assert heard.said == [said for change in changes for said in change.said]
    assert heard.tries == 2


async def test_changes_that_say_nothing_bother_nobody(heard: Heard) -> None:
    await Announcing(heard).take([a_change(1, parts=0)], LEASE)
    assert heard.tries == 0


async def test_it_says_nothing_when_the_lease_is_over(heard: Heard) -> None:
    with pytest.raises(LeaseLost):
        await Announcing(heard).take([a_change(1)], Lease("relay", 1, time.monotonic()))
    assert heard.said == []


async def test_an_absence_is_passed_on_so_that_it_is_tried_again(heard: Heard) -> None:
    heard.away = True
    with pytest.raises(StoreAway):
        await Announcing(heard).take([a_change(1)], LEASE)


async def test_a_new_relay_says_nothing_and_lost_history_lets_clients_look_again(heard: Heard) -> None:
    await Announcing(heard).resync(LEASE, lost=False)
    assert (heard.tries, heard.epochs_ended) == (0, 0)
    await Announcing(heard).resync(LEASE, lost=True)
    assert (heard.tries, heard.epochs_ended) == (0, 1)
