"""Browsing over real sockets: filters let through what they name, pages of every order join to the whole list."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient

HERE, NEAR, FAR = [121.4737, 31.2304], [121.60, 31.20], [116.4, 39.9]
CATEGORIES = ("phones", "tablets", "computers", "laptops")
PRICES = (0, 100, 100, 200, 2**53 - 1)
View = dict[str, Any]


class Stall:
    """What one seller has for sale, as it was published, and what of it is gone."""

    def __init__(self, seller_id: str, token: str, live: list[View], withdrawn: View) -> None:
        self.seller_id, self.token, self.live, self.withdrawn = seller_id, token, live, withdrawn


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stall(market: Market) -> Stall:
    """Thirty listings of few prices and places, so that most keys are shared, and one that was withdrawn."""
    async with somebody(market.url) as (seller, me):
        views = await asyncio.gather(*(_offered(market, me["access_token"], number) for number in range(30)))
        gone = await publish(seller, title="Withdrawn")
        withdrawn = await seller.ask("listing:withdraw", {"listing_id": gone["id"]})
        newest_first = sorted(views, key=lambda it: (it["published_at"], it["id"]), reverse=True)
        return Stall(me["account"]["id"], me["access_token"], newest_first, withdrawn["data"]["listing"])


async def _offered(market: Market, token: str, number: int) -> View:
    """As everybody sees it."""
    where = (HERE, HERE, HERE, NEAR, FAR, None)[number % 6]
    price = {"amount": PRICES[number % 5], "currency": "CNY"}
    body = {
        **BICYCLE,
        "title": f"Number {number}",
        "category": CATEGORIES[number % 4],
        "sale": {"kind": "fixed", "price": price},
        **({"location": {"type": "Point", "coordinates": where}} if where else {}),
    }
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(RawClient(market.url))
        await client.connect(token=token)
        ack = await client.ask("listing:publish", {"request_id": new_request_id(), **body})
        return {name: value for name, value in ack["data"]["listing"].items() if name != "location"}


async def browsed(client: RawClient, stall: Stall, limit: int = 100, **more: Any) -> list[View]:
    """All pages; each but the last is full."""
    items: list[View] = []
    cursor: dict[str, str] = {}
    while True:
        ack = await client.ask("listing:browse", {"seller_id": stall.seller_id, "limit": limit, **more, **cursor})
        assert ack["ok"], ack
        items += ack["data"]["items"]
        if ack["data"]["next_cursor"] is None:
            assert len(ack["data"]["items"]) <= limit
            return items
        assert len(ack["data"]["items"]) == limit
        cursor = {"cursor": ack["data"]["next_cursor"]}


FILTERS: Mapping[str, tuple[dict[str, Any], Callable[[View], bool]]] = {
    "nothing": ({}, lambda _: True),
    "a category": ({"category": "laptops"}, lambda it: it["category"] == "laptops"),
    "a category with those below": (
        {"category": "computers"},
        lambda it: it["category"] in {"computers", "laptops"},
    ),
    "a category above all": ({"category": "electronics"}, lambda it: it["category"] in {"phones", "tablets"}),
    "a category of nothing": ({"category": "pets"}, lambda _: False),
    "a least price": ({"price_min": 200}, lambda it: it["price"]["amount"] >= 200),
    "a greatest price": ({"price_max": 100}, lambda it: it["price"]["amount"] <= 100),
    "one price": ({"price_min": 100, "price_max": 100}, lambda it: it["price"]["amount"] == 100),
    "no price": ({"price_min": 101, "price_max": 100}, lambda _: False),
    "a free thing": ({"price_max": 0}, lambda it: it["price"]["amount"] == 0),
    "a state": ({"state": "live"}, lambda _: True),
    "all at once": (
        {"category": "electronics", "price_min": 100, "price_max": 200},
        lambda it: it["category"] in {"phones", "tablets"} and 100 <= it["price"]["amount"] <= 200,
    ),
}


@pytest.mark.parametrize(("given", "passes"), FILTERS.values(), ids=FILTERS.keys())
async def test_a_filter_lets_through_what_it_names(
    market: Market, stall: Stall, given: dict[str, Any], passes: Callable[[View], bool]
) -> None:
    async with nobody(market.url) as client:
        assert await browsed(client, stall, **given) == [it for it in stall.live if passes(it)]


def _distance(it: View) -> int:
    """Which of the three places it is at: nearest first."""
    lng, lat = it["place"]["point"]["coordinates"]
    return min(
        range(3), key=lambda place: abs((HERE, NEAR, FAR)[place][0] - lng) + abs((HERE, NEAR, FAR)[place][1] - lat)
    )


ORDERS: Mapping[str, Callable[[list[View]], list[View]]] = {
    "newest": lambda live: live,
    "price": lambda live: sorted(live, key=lambda it: (it["price"]["amount"], it["id"])),
    "-price": lambda live: sorted(live, key=lambda it: (it["price"]["amount"], it["id"]), reverse=True),
    "nearest": lambda live: sorted((it for it in live if "place" in it), key=lambda it: (_distance(it), it["id"])),
}


@pytest.mark.parametrize("limit", [1, 4, 7, 100])
@pytest.mark.parametrize(("sort", "ordered"), ORDERS.items())
async def test_pages_of_every_order_join_to_the_whole_list(
    market: Market, stall: Stall, sort: str, ordered: Callable[[list[View]], list[View]], limit: int
) -> None:
    near = {"near": {"type": "Point", "coordinates": HERE}} if sort == "nearest" else {}
    async with nobody(market.url) as client:
        assert await browsed(client, stall, limit, sort=sort, **near) == ordered(stall.live)


@pytest.mark.parametrize("sort", ["price", "-price", "nearest"])
async def test_a_cursor_of_another_order_is_refused(market: Market, stall: Stall, sort: str) -> None:
    async with nobody(market.url) as client:
        page = await client.ask("listing:browse", {"seller_id": stall.seller_id, "limit": 2})
        body = {"sort": sort, "near": {"type": "Point", "coordinates": HERE}, "cursor": page["data"]["next_cursor"]}
        ack = await client.ask("listing:browse", body)
        assert (ack["error"]["code"], list(ack["error"]["fields"])) == ("invalid_payload", ["cursor"])


async def test_what_is_gone_is_listed_to_its_seller_alone_and_only_when_he_asks(market: Market, stall: Stall) -> None:
    gone = {"seller_id": stall.seller_id, "state": "withdrawn"}
    async with RawClient(market.url) as seller, somebody(market.url) as (other, _), nobody(market.url) as passer_by:
        await seller.connect(token=stall.token)
        assert (await seller.ask("listing:browse", gone))["data"]["items"] == [stall.withdrawn]
        for client in (other, passer_by):
            assert (await client.ask("listing:browse", gone))["error"]["code"] == "not_allowed"
            assert (await client.ask("listing:browse", {"state": "sold"}))["error"]["code"] == "not_allowed"
        for client in (seller, other, passer_by):
            assert stall.withdrawn["id"] not in {it["id"] for it in await browsed(client, stall)}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"cursor": "bm9uc2Vuc2U"}, "cursor"),
        ({"category": "spaceships"}, "category"),
        ({"sort": "nearest"}, "near"),
        ({"sort": "relevance"}, "sort"),
        ({"price_min": -1}, "price_min"),
        ({"price_max": 2**53}, "price_max"),
        ({"state": "lost"}, "state"),
        ({"near": {"type": "Point", "coordinates": [181, 0]}}, "near.coordinates.0"),
    ],
)
async def test_a_senseless_question_is_refused_with_the_field(market: Market, body: dict[str, Any], field: str) -> None:
    async with nobody(market.url) as client:
        ack = await client.ask("listing:browse", body)
        assert (ack["error"]["code"], list(ack["error"]["fields"])) == ("invalid_payload", [field])
