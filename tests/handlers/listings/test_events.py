"""What sellers and buyers do with listings, over real sockets."""

import asyncio
from typing import Any

from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient

EXACT = [121.473701, 31.230416]


async def test_what_is_published_is_seen_by_those_who_watch_the_feed(market: Market) -> None:
    async with somebody(market.url) as (seller, me), nobody(market.url) as passer_by:
        assert (await passer_by.ask("feed:watch", {"category": "bicycles"}))["ok"]
        listing = await publish(seller, title=f"Bicycle of {me['account']['handle']}")
        heard = await _heard(passer_by, "listing:published", listing["id"])
        assert heard["listing"] == listing
        assert listing["version"] == 1
        assert listing["state"] == "live"
        assert listing["seller"]["id"] == me["account"]["id"]


async def test_the_seller_hears_of_it_like_everybody(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        await seller.ask("feed:watch", {})
        listing = await publish(seller)
        assert (await _heard(seller, "listing:published", listing["id"]))["listing"]["id"] == listing["id"]


async def test_a_feed_above_hears_what_is_published_below_and_another_does_not(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as above, nobody(market.url) as beside:
        await above.ask("feed:watch", {"category": "sports"})
        await beside.ask("feed:watch", {"category": "books"})
        listing = await publish(seller)
        await _heard(above, "listing:published", listing["id"])
        assert (await beside.ask("server:time", {}))["ok"]
        assert listing["id"] not in "".join(beside.heard)


async def test_whoever_leaves_a_feed_hears_no_more(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as stays, nobody(market.url) as leaves:
        for client in (stays, leaves):
            await client.ask("feed:watch", {"category": "bicycles"})
        await leaves.ask("feed:unwatch", {"category": "bicycles"})
        listing = await publish(seller)
        await _heard(stays, "listing:published", listing["id"])
        assert (await leaves.ask("server:time", {}))["ok"]
        assert listing["id"] not in "".join(leaves.heard)


async def test_a_revision_reaches_those_who_watch_the_listing(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as watcher:
        listing = await publish(seller)
        watched = await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        assert watched["data"]["listing"] == listing
        sale = {"kind": "fixed", "price": {"amount": 80_000, "currency": "CNY"}}
        ack = await seller.ask("listing:revise", {"listing_id": listing["id"], "version": 1, "sale": sale})
        revised = ack["data"]["listing"]
        assert (revised["version"], revised["price"]["amount"], revised["title"]) == (2, 80_000, listing["title"])
        assert (await watcher.push("listing:revised"))["listing"] == revised


async def test_whoever_looked_at_an_older_version_is_told_to_look_again(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        listing = await publish(seller)
        body = {"listing_id": listing["id"], "version": 1}
        assert (await seller.ask("listing:revise", {**body, "title": "New title"}))["ok"]
        late = await seller.ask("listing:revise", {**body, "title": "Another"})
        assert late["error"]["code"] == "listing_changed"


async def test_of_many_revisions_at_once_one_is_written(market: Market) -> None:
    async with somebody(market.url) as (seller, me):
        listing = await publish(seller)
        async with asyncio.TaskGroup() as group:
            tries = [group.create_task(_revised(market, me, listing["id"], number)) for number in range(6)]
        codes = [it.result() for it in tries]
        assert sorted(codes) == ["listing_changed"] * 5 + ["ok"]
        ack = await seller.ask("listing:get", {"listing_id": listing["id"]})
        assert ack["data"]["listing"]["version"] == 2


async def _revised(market: Market, me: dict[str, Any], listing_id: str, number: int) -> str:
    async with RawClient(market.url) as client:
        await client.connect(token=me["access_token"])
        ack = await client.ask("listing:revise", {"listing_id": listing_id, "version": 1, "title": f"Try {number}"})
        return "ok" if ack["ok"] else str(ack["error"]["code"])


async def test_what_is_withdrawn_is_gone_from_the_market_and_still_has_its_page(market: Market) -> None:
    async with somebody(market.url) as (seller, me), nobody(market.url) as watcher:
        listing = await publish(seller)
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        assert (await seller.ask("listing:withdraw", {"listing_id": listing["id"]}))["data"]["listing"]["version"] == 2
        assert (await watcher.push("listing:withdrawn"))["listing"]["state"] == "withdrawn"
        shelf = await watcher.ask("listing:browse", {"seller_id": me["account"]["id"]})
        assert shelf["data"] == {"items": [], "next_cursor": None}
        page = await watcher.ask("listing:get", {"listing_id": listing["id"]})
        assert page["data"]["listing"]["state"] == "withdrawn"
        again = await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        assert again["error"]["code"] == "listing_withdrawn"


async def test_pages_of_a_shelf_show_each_listing_once_newest_first(market: Market) -> None:
    async with somebody(market.url) as (seller, me):
        ids = [(await publish(seller, title=f"Number {number}"))["id"] for number in range(5)]
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            body = {"seller_id": me["account"]["id"], "limit": 2, **cursor}
            page = (await seller.ask("listing:browse", body))["data"]
            seen += [item["id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == ids[::-1]


async def test_prices_bound_and_order_what_is_browsed(market: Market) -> None:
    async with somebody(market.url) as (seller, me):
        for amount in (300, 100, 200):
            await publish(
                seller, title=f"For {amount}", sale={"kind": "fixed", "price": {"amount": amount, "currency": "CNY"}}
            )
        body = {"seller_id": me["account"]["id"], "price_min": 100, "price_max": 200, "sort": "-price"}
        page = (await seller.ask("listing:browse", body))["data"]
        assert [item["price"]["amount"] for item in page["items"]] == [200, 100]


async def test_a_repeat_gets_the_first_answer_also_over_another_connection(market: Market) -> None:
    async with somebody(market.url) as (seller, me), RawClient(market.url) as again:
        await again.connect(token=me["access_token"])
        body = {"request_id": new_request_id(), **BICYCLE}
        first = await seller.ask("listing:publish", body)
        assert await again.ask("listing:publish", body) == first
        shelf = await seller.ask("listing:browse", {"seller_id": me["account"]["id"]})
        assert len(shelf["data"]["items"]) == 1


async def test_of_twins_at_once_both_get_the_same_answer(market: Market) -> None:
    async with somebody(market.url) as (seller, me), RawClient(market.url) as twin:
        await twin.connect(token=me["access_token"])
        body = {"request_id": new_request_id(), **BICYCLE}
        async with asyncio.TaskGroup() as group:
            tries = [group.create_task(client.ask("listing:publish", body)) for client in (seller, twin)]
        one, other = (it.result() for it in tries)
        assert one == other
        assert one["ok"], one


async def test_the_second_of_two_clicks_is_a_duplicate(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        await publish(seller)
        ack = await seller.ask("listing:publish", {"request_id": new_request_id(), **BICYCLE})
        assert ack["error"]["code"] == "listing_duplicate"


async def test_the_exact_place_is_told_to_its_owner_alone(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        await buyer.ask("feed:watch", {})
        listing = await publish(seller, location={"type": "Point", "coordinates": EXACT}, delivery=["meetup"])
        assert listing["location"]["coordinates"] == EXACT
        await _heard(buyer, "listing:published", listing["id"])
        for event, body in (
            ("listing:get", {"listing_id": listing["id"]}),
            ("listing:watch", {"listing_id": listing["id"]}),
            ("listing:browse", {"sort": "nearest", "near": {"type": "Point", "coordinates": [121.4, 31.2]}}),
        ):
            assert listing["id"] in str(await buyer.ask(event, body))
        everything = "".join(buyer.heard)
        assert not [number for number in EXACT if str(number) in everything]
        assert listing["place"]["point"]["coordinates"] != EXACT


async def test_categories_form_a_tree_with_names_in_both_languages(market: Market) -> None:
    async with nobody(market.url) as client:
        categories = (await client.ask("listing:categories", {}))["data"]["categories"]
    ids = {it["id"] for it in categories}
    assert all(it["parent"] is None or it["parent"] in ids for it in categories)
    assert all(it["name"]["en"] and it["name"]["zh"] for it in categories)


async def _heard(client: RawClient, push: str, listing_id: str) -> Any:
    """The push about this listing; others of the same name belong to other tests."""
    while (heard := await client.push(push))["listing"]["id"] != listing_id:
        pass
    return heard
