"""What listing actions refuse, and what they leave alone."""

from typing import Any

import pytest

from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, nobody, publish, somebody


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "spaceships"}, "category"),
        ({"pictures": ["nobodys-picture"]}, "pictures.0"),
        ({"pictures": ["the-same", "the-same"]}, "pictures"),
        ({"attributes": {"warp": "9"}}, "attributes.warp"),
    ],
)
async def test_what_does_not_exist_is_named(market: Market, changes: dict[str, Any], field: str) -> None:
    async with somebody(market.url) as (seller, _):
        ack = await seller.ask("listing:publish", {"request_id": new_request_id(), **BICYCLE, **changes})
        assert field in ack["error"]["fields"]


async def test_fields_that_are_absent_stay_as_they_are(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        listing = await publish(seller, description="Two owners.", brand="Giant")
        ack = await seller.ask("listing:revise", {"listing_id": listing["id"], "version": 1, "title": "Cheaper now"})
        revised = ack["data"]["listing"]
        assert {name for name in listing if listing[name] != revised[name]} == {"title", "version"}


async def test_another_category_must_know_the_attributes(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        listing = await publish(seller)
        body = {"listing_id": listing["id"], "version": 1, "category": "books", "attributes": {"warp": "9"}}
        assert (await seller.ask("listing:revise", body))["error"]["code"] == "invalid_payload"


async def test_nearest_needs_a_point(market: Market) -> None:
    async with nobody(market.url) as client:
        ack = await client.ask("listing:browse", {"sort": "nearest"})
        assert list(ack["error"]["fields"]) == ["near"]


async def test_a_seller_sees_his_own_withdrawn_listings_and_nobody_else_does(market: Market) -> None:
    async with somebody(market.url) as (seller, me), nobody(market.url) as stranger:
        listing = await publish(seller)
        await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        body = {"seller_id": me["account"]["id"], "state": "withdrawn"}
        assert [it["id"] for it in (await seller.ask("listing:browse", body))["data"]["items"]] == [listing["id"]]
        assert (await stranger.ask("listing:browse", body))["error"]["code"] == "not_allowed"


async def test_watching_what_is_not_there_joins_nothing(market: Market) -> None:
    async with nobody(market.url) as client:
        assert (await client.ask("listing:watch", {"listing_id": "nowhere"}))["error"]["code"] == "listing_not_found"
        assert (await client.ask("listing:unwatch", {"listing_id": "nowhere"}))["ok"]


async def test_a_feed_of_no_category_is_refused(market: Market) -> None:
    async with nobody(market.url) as client:
        assert (await client.ask("feed:watch", {"category": "spaceships"}))["error"]["code"] == "invalid_payload"
