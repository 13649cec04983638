"""Auctions and bids in the database: what is due by its clock, who has bid, and what was answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Answer, Work
from models.auction import AuctionSale, Bid, PlacedBid, resolve
from models.errors import Refusal
from models.ids import AccountId, BidId
from models.listing import Listing
from models.money import Money
from server.seams import VersionConflict
from server.stores.mongo.auctions import MongoAuctions
from server.stores.mongo.cursors import decode, encode
from tests.server.stores.mongo.conftest import Writer
from tests.support.auctions import a_bid
from tests.support.listings import DRAFT, a_listing

Document = dict[str, Any]


@pytest.fixture
def auctions(database: AsyncDatabase[Document]) -> MongoAuctions:
    return MongoAuctions(database, lambda key: key)


def for_auction(*, ends_in: timedelta) -> Listing:
    now = datetime.now(UTC).replace(microsecond=0)
    terms = AuctionSale(Money(1000, "CNY"), None, None, now + ends_in, 0)
    opened = now + min(ends_in, timedelta(0)) - timedelta(minutes=1)
    it = a_listing()
    return Listing.publish(it.id, it.seller, replace(DRAFT, sale=terms), opened)


async def put(writer: Writer, *listings: Listing) -> None:
    for it in listings:
        work = Work()
        work.insert(it)
        await writer.committer.commit(work, None, b"")


async def place(
    writer: Writer, listing: Listing, bid: Bid, before: datetime | None = None, *, silent: bool = False
) -> Listing:
    assert listing.auction
    state, _ = resolve(listing.auction, replace(bid, at=listing.published_at))
    after = listing.decided(state)
    placed = PlacedBid(
        BidId(f"{listing.id}-{state.accepted}"), 1, listing.id, state.accepted, bid, state.price,
        silent=silent, retracted=False,
    )  # fmt: skip
    work = Work()
    work.save(after, before=before)
    work.insert(placed, answer=Answer("hash", b"reply"))
    await writer.committer.commit(work, None, b"")
    return after


async def test_a_listing_comes_with_the_time_of_the_database(writer: Writer, auctions: MongoAuctions) -> None:
    listing = for_auction(ends_in=timedelta(hours=1))
    await put(writer, listing, a_listing())
    found = await auctions.find(listing.id)
    assert found
    assert found[0] == listing
    assert abs(found[1] - datetime.now(UTC)) < timedelta(minutes=1)
    assert await auctions.find(a_listing().id) is None


async def test_what_is_over_is_due_until_it_is_closed(writer: Writer, auctions: MongoAuctions) -> None:
    over, running = for_auction(ends_in=-timedelta(seconds=5)), for_auction(ends_in=timedelta(hours=1))
    await put(writer, over, running, a_listing())
    assert await auctions.due(10) == [over.id]
    assert over.auction
    work = Work()
    work.save(over.decided(over.auction.close(datetime.now(UTC))), not_before=over.auction.ends_at)
    await writer.committer.commit(work, None, b"")
    assert await auctions.due(10) == []


async def test_the_clock_of_the_database_decides_whether_a_bid_came_in_time(
    writer: Writer, auctions: MongoAuctions
) -> None:
    over = for_auction(ends_in=-timedelta(seconds=5))
    await put(writer, over)
    assert over.auction
    with pytest.raises(VersionConflict):
        await place(writer, over, a_bid("A", 5000), before=over.auction.ends_at)
    assert await auctions.bids(over.id) == []


async def test_nothing_is_closed_before_its_time(writer: Writer) -> None:
    running = for_auction(ends_in=timedelta(hours=1))
    await put(writer, running)
    assert running.auction
    work = Work()
    work.save(running.decided(running.auction), not_before=running.auction.ends_at)
    with pytest.raises(VersionConflict):
        await writer.committer.commit(work, None, b"")


async def test_a_bid_and_what_it_makes_of_the_auction_are_written_together(
    writer: Writer, auctions: MongoAuctions
) -> None:
    listing = for_auction(ends_in=timedelta(hours=1))
    await put(writer, listing)
    after = await place(writer, listing, a_bid("A", 5000))
    with pytest.raises(VersionConflict):
        await place(writer, listing, a_bid("B", 6000))  # somebody was faster
    await place(writer, after, a_bid("B", 6000))
    assert [it.bid.bidder.id for it in await auctions.bids(listing.id)] == ["id-A", "id-B"]
    assert {it.id for it in await auctions.bidders(listing.id)} == {"id-A", "id-B"}
    assert await auctions.answered([f"{listing.id}-1", "nothing"]) == {f"{listing.id}-1"}


async def test_where_somebody_bids_is_listed_latest_first(writer: Writer, auctions: MongoAuctions) -> None:
    listings = [for_auction(ends_in=timedelta(hours=1)) for _ in range(3)]
    await put(writer, *listings)
    for number, listing in enumerate(listings):
        await place(writer, listing, a_bid("A", 5000, listing.published_at + timedelta(seconds=number)))
    first = await auctions.joined(AccountId("id-A"), None, None, 2, None)
    rest = await auctions.joined(AccountId("id-A"), None, None, 2, first.next_cursor)
    assert [it.listing.id for it in (*first.items, *rest.items)] == [it.id for it in reversed(listings)]
    assert rest.next_cursor is None
    one = await auctions.joined(AccountId("id-A"), listings[0].id, None, 2, None)
    assert [it.maximum for it in one.items] == [5000]


async def test_no_cursor_of_a_history_tells_that_a_leader_has_raised(writer: Writer, auctions: MongoAuctions) -> None:
    listing = for_auction(ends_in=timedelta(hours=1))
    await put(writer, listing)
    it = await place(writer, listing, a_bid("A", 2000))
    it = await place(writer, it, a_bid("A", 3000), silent=True)
    it = await place(writer, it, a_bid("A", 4000), silent=True)
    it = await place(writer, it, a_bid("B", 2500))
    await place(writer, it, a_bid("B", 3500))
    page, numbers, keys = await auctions.history(listing.id, 1, None), [], set()
    while page.next_cursor:
        numbers += [bid.number for bid in page.items]
        key, last = decode("history", page.next_cursor)
        assert last == page.items[-1].id
        keys.add(key)
        page = await auctions.history(listing.id, 1, page.next_cursor)
    assert (numbers, [bid.number for bid in page.items], len(keys)) == ([5, 4], [1], 1)


async def test_a_cursor_of_another_auction_is_refused(writer: Writer, auctions: MongoAuctions) -> None:
    one, other = for_auction(ends_in=timedelta(hours=1)), for_auction(ends_in=timedelta(hours=1))
    await put(writer, one, other)
    await place(writer, await place(writer, one, a_bid("A", 2000)), a_bid("B", 3000))
    cursor = (await auctions.history(one.id, 1, None)).next_cursor
    with pytest.raises(Refusal):
        await auctions.history(other.id, 1, cursor)


async def test_a_cursor_of_another_list_is_refused(auctions: MongoAuctions) -> None:
    foreign = encode("newest", 1, "x")
    with pytest.raises(Refusal):
        await auctions.history(a_listing().id, 2, foreign)
    with pytest.raises(Refusal):
        await auctions.joined(AccountId("id-A"), None, None, 2, foreign)
