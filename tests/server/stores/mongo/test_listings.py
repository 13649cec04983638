"""Listings in MongoDB: what goes in comes out, and pages that join to the whole list, in every order."""

import math
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import ListingQuery, Sort
from models.errors import Refusal
from models.ids import AccountId, CategoryId, ListingId, MediaId
from models.listing import Condition, Delivery, FixedSale, Listing, ListingState
from models.media import Picture
from models.money import Money
from models.place import Point
from server.stores.mongo import cursors
from server.stores.mongo.listings import MongoListings, from_doc, to_doc
from tests.support.listings import NOON, a_listing

Document = dict[str, Any]
SHANGHAI = Point(121.4737, 31.2304)


def url(key: str) -> str:
    return f"https://pictures.example/{key}"


RICH = a_listing(
    title="二手 bicycle",
    attributes={"frame_size": "52"},
    pictures=(Picture(MediaId("m1"), "k/1", url("k/1"), 800, 600, "data:"),),
    delivery=(Delivery.SHIP, Delivery.MEETUP),
    shipping_fee=Money(0, "CNY"),
    sale=FixedSale(Money(2**53 - 1, "CNY"), 1, offers=True, offer_floor=Money(0, "CNY")),
    at=SHANGHAI,
)
PLAIN = a_listing(brand=None, condition=Condition.POOR)


@pytest.fixture
def listings(database: AsyncDatabase[Document]) -> MongoListings:
    return MongoListings(database, url)


async def put(database: AsyncDatabase[Document], *these: Listing) -> None:
    await database["listings"].insert_many([to_doc(it) for it in these])


@pytest.mark.parametrize("it", [RICH, PLAIN, *(a_listing(state=state) for state in ListingState)])
async def test_what_goes_in_comes_out(database: AsyncDatabase[Document], listings: MongoListings, it: Listing) -> None:
    assert from_doc(to_doc(it), url) == it
    await put(database, it)
    assert await listings.find(it.id) == it


async def test_what_is_not_there_is_not_found(database: AsyncDatabase[Document], listings: MongoListings) -> None:
    await put(database, RICH, PLAIN)
    assert await listings.find(ListingId("gone")) is None
    assert await listings.find_many([RICH.id, ListingId("gone")]) == {RICH.id: RICH}


def crowd(seed: int) -> list[Listing]:
    """Forty listings with few different prices, moments and places, so that most keys are shared by several."""
    dice = random.Random(seed)
    cells = [SHANGHAI, Point(121.4837, 31.2304), Point(-0.12, 51.5), Point(179.99, -16.5), Point(-58.5, -31.23)]
    return [
        a_listing(
            price=dice.choice([100, 100, 200, 2**53 - 1]),
            published_at=NOON + timedelta(milliseconds=dice.choice([0, 0, 1, 60_000])),
            at=dice.choice([*cells, None]),
            category=CategoryId(dice.choice(["bicycles", "phones"])),
            state=dice.choice([ListingState.LIVE, ListingState.LIVE, ListingState.LIVE, ListingState.SOLD]),
        )
        for _ in range(40)
    ]


def km(a: Point, b: Point) -> float:
    half = math.sin(math.radians(b.lat - a.lat) / 2) ** 2
    half += (
        math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(math.radians(b.lng - a.lng) / 2) ** 2
    )
    return 2 * 6378.1 * math.asin(min(math.sqrt(half), 1))


def away(it: Listing) -> float:
    """Kilometres from Shanghai, rounded so that what is computed differently is equal all the same."""
    assert it.draft.place
    return round(km(SHANGHAI, it.draft.place.point), 3)


def expected(them: Sequence[Listing], sort: Sort) -> list[ListingId]:
    live = [it for it in them if it.state is ListingState.LIVE]
    orders: dict[Sort, Any] = {
        Sort.NEWEST: sorted(live, key=lambda it: (it.published_at, it.id), reverse=True),
        Sort.PRICE: sorted(live, key=lambda it: (it.price.amount, it.id)),
        Sort.PRICE_DOWN: sorted(live, key=lambda it: (it.price.amount, it.id), reverse=True),
    }
    if sort is Sort.NEAREST:
        return [it.id for it in sorted((it for it in live if it.draft.place), key=lambda it: (away(it), it.id))]
    return [it.id for it in orders[sort]]


async def all_pages(listings: MongoListings, query: ListingQuery, limit: int) -> list[ListingId]:
    ids: list[ListingId] = []
    cursor = None
    while True:
        page = await listings.page(query, limit, cursor)
        ids += [it.id for it in page.items]
        if page.next_cursor is None:
            return ids
        assert len(page.items) == limit
        cursor = page.next_cursor


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE, Sort.PRICE_DOWN, Sort.NEAREST])
async def test_pages_join_to_the_whole_list_without_gap_or_repeat(
    database: AsyncDatabase[Document], listings: MongoListings, sort: Sort, seed: int
) -> None:
    them = crowd(seed)
    await put(database, *them)
    query = ListingQuery(sort=sort, near=SHANGHAI)
    for limit in (1, 2, 3, 7, len(expected(them, sort)), 100):
        assert await all_pages(listings, query, limit) == expected(them, sort)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.PRICE, Sort.PRICE_DOWN, Sort.NEAREST])
async def test_what_is_published_meanwhile_repeats_nothing(
    database: AsyncDatabase[Document], listings: MongoListings, sort: Sort
) -> None:
    them = crowd(7)
    await put(database, *them[:20])
    query = ListingQuery(sort=sort, near=SHANGHAI)
    first = await listings.page(query, 5, None)
    await put(database, *them[20:])
    rest: list[ListingId] = []
    cursor = first.next_cursor
    while cursor:
        page = await listings.page(query, 5, cursor)
        rest, cursor = [*rest, *(it.id for it in page.items)], page.next_cursor
    seen = [it.id for it in first.items] + rest
    assert len(set(seen)) == len(seen)
    assert set(expected(them[:20], sort)) <= set(seen)


FILTERS: dict[str, dict[str, Any]] = {
    "a category": {"categories": (CategoryId("phones"),)},
    "several categories": {"categories": (CategoryId("phones"), CategoryId("bicycles"))},
    "a least price": {"price_min": 200},
    "a greatest price": {"price_max": 100},
    "one price": {"price_min": 200, "price_max": 200},
    "no price": {"price_min": 300, "price_max": 200},
    "a state": {"states": (ListingState.SOLD,)},
    "two states": {"states": (ListingState.SOLD, ListingState.LIVE)},
    "a stranger": {"seller_id": AccountId("stranger")},
    "all at once": {"categories": (CategoryId("phones"),), "price_max": 200, "seller_id": RICH.seller.id},
}


def passes(it: Listing, query: ListingQuery) -> bool:
    return (
        it.state in query.states
        and (not query.categories or it.draft.category in query.categories)
        and (query.seller_id is None or it.seller.id == query.seller_id)
        and (query.price_min or 0) <= it.price.amount <= (query.price_max or 2**53)
    )


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.NEAREST])
@pytest.mark.parametrize("given", FILTERS.values(), ids=FILTERS.keys())
async def test_a_filter_lets_through_what_it_names(
    database: AsyncDatabase[Document], listings: MongoListings, given: dict[str, Any], sort: Sort
) -> None:
    them = crowd(3)
    await put(database, *them)
    query = ListingQuery(sort=sort, near=SHANGHAI, **given)
    right = {it.id for it in them if passes(it, query) and (sort is Sort.NEWEST or it.draft.place)}
    assert sorted(await all_pages(listings, query, 3)) == sorted(right)


async def test_two_neighbours_of_one_cell_are_equally_far_from_everywhere(
    database: AsyncDatabase[Document], listings: MongoListings
) -> None:
    """Their ids decide, not their exact points: whoever moves the origin learns nothing."""
    here = a_listing(at=Point(121.4701, 31.2301))
    there = a_listing(at=Point(121.4770, 31.2399))
    assert here.draft.place == there.draft.place
    await put(database, here, there)
    for origin in (Point(121.0, 31.23), Point(122.0, 31.23), Point(121.47, 32.0), Point(121.47, 30.0)):
        page = await listings.page(ListingQuery(sort=Sort.NEAREST, near=origin), 2, None)
        assert [it.id for it in page.items] == sorted([here.id, there.id])


HOSTILE = {Sort.NEWEST: 2**53 - 1, Sort.PRICE: 2**53 - 1, Sort.PRICE_DOWN: 0, Sort.NEAREST: 2**53 - 1}


@pytest.mark.parametrize(("sort", "key"), HOSTILE.items())
async def test_a_cursor_from_the_end_of_the_world_finds_nothing_or_everything(
    database: AsyncDatabase[Document], listings: MongoListings, sort: Sort, key: float
) -> None:
    await put(database, RICH)
    page = await listings.page(ListingQuery(sort=sort, near=SHANGHAI), 5, cursors.encode(sort, key, ""))
    assert [it.id for it in page.items] in ([], [RICH.id])


async def test_a_cursor_of_another_order_is_refused(listings: MongoListings) -> None:
    with pytest.raises(Refusal):
        await listings.page(ListingQuery(sort=Sort.PRICE), 5, cursors.encode(Sort.NEWEST, 1, "x"))
