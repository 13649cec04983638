"""Reactions: called for what a document is now, at least once, and right the second time too."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.contract import Reaction, ReactionCall
from handlers.listings.pushes import FeedMoved
from handlers.ports import Work
from models.errors import Code, Refusal
from models.ids import ListingId
from models.listing import Listing
from server.app import Stores
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.reacting import MOST_FLEETING, Reacting
from server.seams import Change, LeaseLost, Position, StoreAway
from tests.server.jobs.conftest import Heard
from tests.support.listings import a_listing
from tests.support.stores import Shelf

LEASE = Lease("relay", 1, float("inf"))
Run = Callable[[ReactionCall[Any]], Awaitable[None]]


class DriverFault(Exception):
    """What a driver raises that does not reach its store."""


@pytest.fixture
def react(stores: Stores, heard: Heard, metrics: WorkerMetrics) -> Callable[..., Reacting]:
    """A sink of a reaction to listings."""

    def made(run: Run, *, fleeting: bool = False, from_the_start: bool = False) -> Reacting:
        reaction = Reaction("test", (Listing,), run, fleeting, from_the_start)
        shop = stores.shop_for(Work())
        return Reacting(reaction, stores.reader, shop, stores.committer, heard, metrics, store_faults=(DriverFault,))

    return made


def changes(*ids: str, collection: str = "listings") -> Sequence[Change]:
    now = datetime.now(UTC)
    return [Change(Position(str(place)), collection, document_id, (), now) for place, document_id in enumerate(ids)]


async def test_several_changes_of_a_document_are_one_call_for_what_it_is_now(
    react: Callable[..., Reacting], shelf: Shelf
) -> None:
    seen: list[Listing] = []

    async def look(call: ReactionCall[Listing]) -> None:
        seen.append(call.entity)

    await shelf.put(it := a_listing())
    newer = await shelf.change(it)
    await react(look).take([*changes(it.id, it.id, "gone"), *changes("x", collection="accounts")], LEASE)
    assert seen == [newer]


async def test_what_it_tells_is_named_by_document_and_version_so_that_a_repeat_is_not_heard(
    react: Callable[..., Reacting], shelf: Shelf, heard: Heard
) -> None:
    async def tell(call: ReactionCall[Listing]) -> None:
        call.shop.work.tell(FeedMoved(count=1), "feed")

    await shelf.put(it := a_listing())
    sink = react(tell)
    for _ in range(2):
        await sink.take(changes(it.id), LEASE)
    assert [(said.source, said.version, said.part) for said in heard.said] == [(f"test:{it.id}", 1, 0)] * 2


async def test_what_it_writes_is_committed_and_a_conflict_runs_it_anew(
    react: Callable[..., Reacting], shelf: Shelf, stores: Stores
) -> None:
    await shelf.put(it := a_listing(), other := a_listing())
    tries = 0

    async def change_other(call: ReactionCall[Listing]) -> None:
        nonlocal tries
        tries += 1
        current = await call.shop.listings.find(other.id)
        assert current
        if tries == 1:
            await shelf.change(current)
        call.shop.work.save(replace(current, version=current.version + 1))

    await react(change_other).take(changes(it.id), LEASE)
    stored = await stores.listings.find(other.id)
    assert stored
    assert (tries, stored.version) == (2, 3)


async def test_it_is_called_until_it_has_done_all(react: Callable[..., Reacting], shelf: Shelf) -> None:
    calls = 0

    async def thrice(call: ReactionCall[Listing]) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            call.again()

    await shelf.put(it := a_listing())
    await react(thrice).take(changes(it.id), LEASE)
    assert calls == 3


async def test_a_refusal_means_that_there_is_nothing_to_do(react: Callable[..., Reacting], shelf: Shelf) -> None:
    async def refuse(_: ReactionCall[Listing]) -> None:
        raise Refusal(Code.LISTING_SOLD)

    await shelf.put(it := a_listing())
    await react(refuse).take(changes(it.id), LEASE)


async def test_a_document_that_it_breaks_on_is_reported_and_left_out(
    react: Callable[..., Reacting], shelf: Shelf, metrics: WorkerMetrics
) -> None:
    seen: list[ListingId] = []
    await shelf.put(bad := a_listing(), good := a_listing())

    async def stumble(call: ReactionCall[Listing]) -> None:
        if call.entity.id == bad.id:
            raise KeyError("a fault of ours")
        seen.append(call.entity.id)

    await react(stumble).take(changes(bad.id, good.id), LEASE)
    assert seen == [good.id]
    assert metrics.unreacted.labels("test")._value.get() == 1


@pytest.mark.parametrize("fault", [StoreAway("redis"), TimeoutError(), DriverFault()])
async def test_a_store_that_is_away_means_the_same_again_later(
    react: Callable[..., Reacting], shelf: Shelf, fault: Exception
) -> None:
    async def meet(_: ReactionCall[Listing]) -> None:
        raise fault

    await shelf.put(it := a_listing())
    with pytest.raises(StoreAway):
        await react(meet).take(changes(it.id), LEASE)


async def test_nothing_is_done_when_the_lease_is_over(react: Callable[..., Reacting], shelf: Shelf) -> None:
    async def never(_: ReactionCall[Listing]) -> None:
        raise AssertionError

    await shelf.put(it := a_listing())
    with pytest.raises(LeaseLost):
        await react(never).take(changes(it.id), Lease("relay", 1, 0))


async def test_being_told_to_end_ends_it(react: Callable[..., Reacting], shelf: Shelf) -> None:
    begun = asyncio.Event()

    async def wait(_: ReactionCall[Listing]) -> None:
        begun.set()
        await asyncio.Event().wait()

    await shelf.put(it := a_listing())
    task = asyncio.create_task(react(wait).take(changes(it.id), LEASE))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_of_very_many_changes_a_fleeting_one_sees_the_newest(
    react: Callable[..., Reacting], shelf: Shelf
) -> None:
    seen: list[ListingId] = []

    async def look(call: ReactionCall[Listing]) -> None:
        seen.append(call.entity.id)

    await shelf.put(old := a_listing(), new := a_listing())
    crowd = [f"nobody {number}" for number in range(MOST_FLEETING - 1)]
    showing = react(look, fleeting=True)
    await showing.take(changes(old.id, *crowd, new.id), LEASE)
    assert showing.grace_seconds > react(look).grace_seconds
    assert seen == [new.id]
    await react(look).take(changes(old.id, *crowd, new.id), LEASE)
    assert sorted(seen[1:]) == sorted((old.id, new.id))


async def test_from_the_start_it_sees_all_there_is(react: Callable[..., Reacting], shelf: Shelf) -> None:
    seen: list[ListingId] = []

    async def look(call: ReactionCall[Listing]) -> None:
        seen.append(call.entity.id)

    listings = [a_listing() for _ in range(3)]
    await shelf.put(*listings)
    await react(look).resync(LEASE, lost=True)
    assert seen == []
    await react(look, from_the_start=True).resync(LEASE, lost=False)
    assert seen == sorted(it.id for it in listings)
