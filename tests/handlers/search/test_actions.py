"""Searching: ids from the index, cards from the database."""

from dataclasses import replace

import pytest

from handlers.ports import Shop, Sort
from handlers.search import actions
from handlers.search.payloads import SearchListings
from handlers.shapes import Point
from models import category
from models.errors import Code, Refusal
from models.ids import CategoryId
from models.listing import ListingState
from server.app import Stores
from tests.support.listings import a_listing
from tests.support.stores import Shelf

HERE = Point(type="Point", coordinates=(121.47, 31.23))


async def test_what_is_sold_by_now_is_not_shown_though_the_index_still_has_it(
    stores: Stores, shop: Shop, shelf: Shelf
) -> None:
    free, sold, gone = a_listing(), a_listing(), a_listing()
    await shelf.put(free, sold)
    await stores.search.write([free, sold, gone], ())
    await shelf.change(replace(sold, state=ListingState.SOLD))
    cards, result = await actions.search_listings(SearchListings(q=""), shop)
    assert [card.id for card in cards] == [free.id]
    assert result.total == 3


async def test_a_card_shows_the_price_of_now(stores: Stores, shop: Shop, shelf: Shelf) -> None:
    it = a_listing(price=500)
    await shelf.put(it)
    await stores.search.write([it], ())
    cheaper = replace(it, draft=a_listing(price=400).draft)
    await shelf.change(cheaper)
    cards, _ = await actions.search_listings(SearchListings(q=""), shop)
    assert [card.price.amount for card in cards] == [400]


async def test_a_category_includes_all_below_it(stores: Stores, shop: Shop, shelf: Shelf) -> None:
    phone, bicycle = a_listing(category=CategoryId("phones")), a_listing()
    await shelf.put(phone, bicycle)
    await stores.search.write([phone, bicycle], ())
    parent = category.path(CategoryId("phones"))[0]
    cards, result = await actions.search_listings(SearchListings(q="", category=parent), shop)
    assert [card.id for card in cards] == [phone.id]
    assert result.facets["category"] == {"phones": 1}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (SearchListings(q="", sort=Sort.NEAREST), "near"),
        (SearchListings(q="", radius_m=500), "near"),
        (SearchListings(q="", category="nowhere"), "category"),
        (SearchListings(q="", limit=100, page=11), "page"),
        (SearchListings(q="", limit=1, page=1000, sort=Sort.NEAREST), "near"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_the_field(shop: Shop, body: SearchListings, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        await actions.search_listings(body, shop)
    assert caught.value.code is Code.INVALID_PAYLOAD
    assert list(caught.value.fields) == [field]


async def test_the_last_page_can_be_asked_for(shop: Shop) -> None:
    body = SearchListings(q="x", near=HERE, radius_m=1, sort=Sort.NEAREST, limit=100, page=10)
    assert (await actions.search_listings(body, shop))[0] == []
