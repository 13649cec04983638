"""What bidding and taking back do, and what a seller may still change."""

from collections.abc import Mapping
from typing import Any

from tests.support.bidding import auction, bid, cny
from tests.support.market import Market
from tests.support.people import new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient


async def test_an_auction_is_published_with_its_state_and_without_its_reserve(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as other:
        own = await publish(seller, sale=auction(reserve=cny(5000), buy_now=cny(9000)))
        assert own["sale"]["reserve"] == cny(5000)
        shown = (await other.ask("listing:get", {"listing_id": own["id"]}))["data"]["listing"]
        assert "reserve" not in shown["sale"]
        assert shown["auction"] == {
            "price": cny(1000), "next_minimum": cny(1000), "bids": 0, "leader": None, "reserve": "not_met",
            "buy_now": cny(9000), "ends_at": shown["sale"]["ends_at"], "extensions": 0, "state": "live",
        }  # fmt: skip
        assert (shown["price"], shown["available"]) == (cny(1000), 1)


async def test_a_bid_that_is_too_low_names_the_least_that_would_do(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction())
        refused = (await bid(ann, listing, 999))["error"]
        assert refused["code"] == "bid_too_low"
        assert "1000" in refused["fields"]["maximum.amount"]


async def test_a_late_bid_moves_the_end(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction(seconds=30, soft_close_seconds=60))
        moved = (await bid(ann, listing, 5000))["data"]["auction"]
        assert moved["extensions"] == 1
        assert moved["ends_at"] > listing["auction"]["ends_at"]
        assert moved["state"] == "live"


async def test_a_bid_that_is_taken_back_leaves_the_auction_as_if_it_had_never_been(market: Market) -> None:
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
    ):
        listing = await publish(seller, sale=auction(seconds=20 * 3600))
        await bid(ann, listing, 5000)
        await bid(ben, listing, 9000)
        body = {"listing_id": listing["id"], "reason": "typo", "request_id": new_request_id()}
        back = await ben.ask("auction:retract", body)
        assert (back["data"]["auction"]["price"], back["data"]["auction"]["bids"]) == (cny(1000), 1)
        assert await ben.ask("auction:retract", body) == back
        again = await ben.ask("auction:retract", {**body, "request_id": new_request_id()})
        assert again["error"]["code"] == "bid_not_found"
        assert (await bid(ben, listing, 6000))["data"]["auction"]["price"] == cny(5100)


async def test_after_a_bid_the_seller_may_only_lower_the_reserve(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction(reserve=cny(9000)))
        assert (await bid(ann, listing, 5000))["ok"]
        withdrawn = await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        assert withdrawn["error"]["code"] == "auction_has_bids"
        change = {"listing_id": listing["id"], "version": 2}
        renamed = await seller.ask("listing:revise", {**change, "title": "Something else"})
        assert renamed["error"]["code"] == "auction_has_bids"
        lowered = await seller.ask("listing:revise", {**change, "sale": {**listing["sale"], "reserve": cny(3000)}})
        assert lowered["data"]["listing"]["auction"]["reserve"] == "met"
        assert lowered["data"]["listing"]["price"] == cny(3000)


async def test_who_buys_at_once_ends_the_auction_and_has_an_order(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        listing = await publish(seller, sale=auction(buy_now=cny(9000)))
        wrong = await _buy(ann, listing, 8999)
        assert wrong["error"]["code"] == "amount_changed"
        assert (await _buy(seller, listing, 9000))["error"]["code"] == "listing_own"
        bought = await _buy(ann, listing, 9000)
        assert bought["data"]["order"]["totals"]["item"] == cny(9000)
        assert (await _buy(ben, listing, 9000))["error"]["code"] == "auction_ended"
        assert (await bid(ben, listing, 20_000))["error"]["code"] == "auction_ended"
        assert (await seller.push("auction:closed"))["auction"]["state"] == "sold"


async def test_once_somebody_bids_nobody_buys_at_once(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        listing = await publish(seller, sale=auction(buy_now=cny(9000)))
        assert (await bid(ann, listing, 2000))["ok"]
        assert (await _buy(ben, listing, 9000))["error"]["code"] == "buy_now_over"


async def _buy(client: RawClient, listing: Mapping[str, Any], amount: int) -> Any:
    body = {"request_id": new_request_id(), "listing_id": listing["id"], "expected_amount": cny(amount)}
    return await client.ask("auction:buy", body)
