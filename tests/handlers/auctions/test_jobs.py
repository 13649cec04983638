"""The clock closes what is over: once, for whoever leads, and nobody else gets it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.bidding import auction, bid, cny, heard
from tests.support.market import Market
from tests.support.people import PARCEL, new_request_id, publish, somebody


async def test_the_end_comes_by_itself_and_the_winner_gets_an_order(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction(seconds=1.5, soft_close_seconds=0))
        assert (await bid(ann, listing, 5000))["ok"]
        closed = await heard(ann, "auction:closed")
        assert (closed["auction"]["state"], closed["auction"]["price"]) == ("sold", cny(1000))
        order = (await heard(ann, "order:changed"))["order"]
        assert (order["totals"]["item"], order["state"]) == (cny(1000), "created")
        expiry = datetime.fromisoformat(order["next_automatic"]["at"])
        assert timedelta(hours=23) < expiry - datetime.now(UTC) < timedelta(hours=24)
        assert (await heard(seller, "order:changed"))["order"]["id"] == order["id"]
        assert (await bid(ann, listing, 9000))["error"]["code"] == "auction_ended"
        (mine,) = (await ann.ask("auction:mine", {"state": "sold"}))["data"]["items"]
        assert mine["standing"] == "won"
        shown = (await ann.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert (shown["available"], shown["state"]) == (0, "live")
        orders = (await ann.ask("order:list", {"role": "buyer"}))["data"]["items"]
        assert [it["id"] for it in orders] == [order["id"]]


async def test_what_the_winner_gives_back_is_for_sale_to_nobody(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        listing = await publish(seller, sale=auction(seconds=1.5, soft_close_seconds=0))
        assert (await bid(ann, listing, 5000))["ok"]
        order = (await heard(ann, "order:changed"))["order"]
        cancelled = await ann.ask("order:cancel", {"order_id": order["id"], "request_id": new_request_id()})
        assert cancelled["ok"], cancelled
        shown = (await ben.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert shown["state"] == "withdrawn"


async def test_an_auction_without_a_winner_leaves_the_market(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction(seconds=1.5, soft_close_seconds=0, reserve=cny(9000)))
        assert (await bid(ann, listing, 5000))["ok"]
        assert (await heard(ann, "auction:closed"))["auction"]["state"] == "unsold"
        shown = (await ann.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert shown["state"] == "withdrawn"
        assert (await ann.ask("order:list", {"role": "buyer"}))["data"]["items"] == []


async def test_what_is_sold_by_auction_is_not_ordered(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction())
        ack = await ann.ask("order:place", {"request_id": new_request_id(), "listing_id": listing["id"], **PARCEL})
        assert ack["error"]["code"] == "not_allowed"


async def test_every_bid_that_was_said_yes_to_counts_when_it_closes(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        listing = await publish(seller, sale=auction(seconds=2, soft_close_seconds=0))

        async def keen(number: int) -> tuple[str, list[Any]]:
            async with somebody(market.url) as (client, me):
                acks = []
                for step in range(1_000):
                    acks.append(await bid(client, listing, 2_000 + 500 * (number + 6 * step)))
                    if not acks[-1]["ok"] and acks[-1]["error"]["code"] == "auction_ended":
                        break
                return me["account"]["id"], acks

        told = await asyncio.gather(*map(keen, range(6)))
        accepted = {who: [ack for ack in acks if ack["ok"]] for who, acks in told}
        refused = {ack["error"]["code"] for _, acks in told for ack in acks if not ack["ok"]}
        assert refused <= {"bid_too_low", "auction_ended"}
        order = (await heard(seller, "order:changed"))["order"]
        yes = [(ack["data"], who) for who, acks in accepted.items() for ack in acks]
        assert order["buyer"]["id"] == max(yes, key=lambda it: int(it[0]["maximum"]["amount"]))[1]
        assert order["totals"]["item"] == max(yes, key=lambda it: int(it[0]["auction"]["bids"]))[0]["auction"]["price"]
