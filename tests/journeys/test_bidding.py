"""Bidding over real sockets: who leads, who hears what, and what nobody hears."""

import asyncio
import base64
import json
import re
from typing import Any

from tests.support.bidding import auction, bid, cny
from tests.support.market import Market
from tests.support.people import new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until


async def test_bidders_drive_the_price_and_hear_of_each_other(market: Market) -> None:
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
        nobody(market.url) as watcher,
    ):
        listing = await publish(seller, sale=auction())
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        first = (await bid(ann, listing, 5000))["data"]
        assert (first["standing"], first["maximum"], first["auction"]["price"]) == ("leading", cny(5000), cny(1000))
        second = (await bid(ben, listing, 2000))["data"]
        assert (second["standing"], second["auction"]["price"]) == ("outbid", cny(2050))
        third = (await bid(ben, listing, 6000))["data"]
        assert (third["standing"], third["auction"]["price"]) == ("leading", cny(5100))
        lost = await ann.push("auction:outbid")
        assert (lost["maximum"], lost["auction"]["price"]) == (cny(5000), cny(5100))
        prices = [(await watcher.push("auction:bid_placed"))["auction"]["price"]["amount"] for _ in range(3)]
        assert prices == [1000, 2050, 5100]
        snapshot = (await watcher.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert (snapshot["auction"], snapshot["version"]) == (third["auction"], 4)
        history = (await watcher.ask("auction:history", {"listing_id": listing["id"]}))["data"]["items"]
        assert [it["amount"]["amount"] for it in history] == [5100, 2050, 1000]
        mine = (await ann.ask("auction:mine", {}))["data"]["items"]
        assert [(it["standing"], it["maximum"]) for it in mine] == [("outbid", cny(5000))]


async def test_no_gap_in_what_others_hear_tells_that_the_leader_has_raised(market: Market) -> None:
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
        nobody(market.url) as watcher,
    ):
        listing = await publish(seller, sale=auction(reserve=cny(99_000)))
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        for bidder, maximum in ((ann, 3000), (ann, 5000), (ann, 7000), (ben, 2000)):
            assert (await bid(bidder, listing, maximum))["ok"]
        heard = [await watcher.push("auction:bid_placed") for _ in range(2)]
        assert [push["version"] for push in heard] == [2, 3]
        assert [push["auction"]["bids"] for push in heard] == [1, 2]
        snapshot = (await watcher.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert (snapshot["version"], snapshot["auction"]) == (3, heard[-1]["auction"])
        change = {"listing_id": listing["id"], "version": 3, "sale": {**listing["sale"], "reserve": cny(90_000)}}
        revised = (await seller.ask("listing:revise", change))["data"]["listing"]
        assert revised["version"] == 4


async def test_others_hear_the_same_whether_a_leader_raises_or_not(market: Market) -> None:
    assert await _heard_by_others(market, raises=True) == await _heard_by_others(market, raises=False)


async def _heard_by_others(market: Market, *, raises: bool) -> list[list[str]]:
    """What a watcher and another bidder are told while a leader may raise and take a raise back, unlike in nothing."""
    async with (
        somebody(market.url) as (seller, me),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
        nobody(market.url) as watcher,
    ):
        listing = await publish(seller, sale=auction(reserve=cny(99_000)))
        others = (watcher, ben)
        for client in others:
            client.heard.clear()
            await client.ask("listing:watch", {"listing_id": listing["id"]})
        for bidder, maximum in ((ann, 3000), (ben, 2000), (ann, 5000), (ann, 7000), (ben, 2500), (ann, 8000)):
            if maximum < 4000 or raises:
                assert (await bid(bidder, listing, maximum))["ok"]
        if raises:
            back = {"listing_id": listing["id"], "reason": "typo", "request_id": new_request_id()}
            assert (await ann.ask("auction:retract", back))["ok"]
        for client in others:
            await client.ask("listing:get", {"listing_id": listing["id"]})
            await client.ask("listing:browse", {"seller_id": me["account"]["id"]})
            body, page = {"listing_id": listing["id"], "limit": 1}, dict[str, Any](next_cursor="")
            while (cursor := page["next_cursor"]) is not None:
                told = await client.ask("auction:history", {**body, "cursor": cursor} if cursor else body)
                page = told["data"]
            for _ in range(3):
                await client.push("auction:bid_placed")
        return [sorted(_nameless(said) for said in it.heard if "server:" not in said) for it in others]


def _nameless(said: str) -> str:
    """Without what no two auctions have in common: ids, names, moments, places in the stream."""
    said = re.sub(r'"next_cursor":"([^"]+)"', lambda found: base64.urlsafe_b64decode(found[1] + "==").decode(), said)
    return re.sub(r"[\w-]+\.\d+\"]$|p_\w+|p\*\*\*.|[0-9a-f]{24,32}|\d{4}-\d\d-\d\dT[\d:.]+Z", "", said)


async def test_no_frame_of_others_tells_a_maximum_or_the_reserve(market: Market) -> None:
    secrets = [77_701, 88_802, 99_903]
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
        nobody(market.url) as watcher,
    ):
        await watcher.ask("feed:watch", {})
        listing = await publish(seller, sale=auction(reserve=cny(secrets[2])))
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        assert (await bid(ann, listing, secrets[0]))["ok"]
        assert (await bid(ben, listing, 30_000))["ok"]
        assert (await bid(ann, listing, secrets[1]))["ok"]
        for event in ("auction:history", "listing:get"):
            await watcher.ask(event, {"listing_id": listing["id"]})
            await ben.ask(event, {"listing_id": listing["id"]})
        await ben.ask("auction:mine", {})
        await watcher.ask("listing:browse", {})
        await watcher.push("auction:bid_placed")
        for others in (watcher, ben):
            frames = json.dumps(others.pushes) + "".join(others.heard)
            assert not [secret for secret in secrets if str(secret) in frames]


async def test_a_repeated_bid_gets_its_first_answer_whatever_happened_since(market: Market) -> None:
    async with (
        somebody(market.url) as (seller, _),
        somebody(market.url) as (ann, _),
        somebody(market.url) as (ben, _),
    ):
        listing, request_id = await publish(seller, sale=auction()), new_request_id()
        first = await bid(ann, listing, 5000, request_id)
        await bid(ben, listing, 9000)
        assert await bid(ann, listing, 5000, request_id) == first
        assert (await bid(ann, listing, 6000, request_id))["error"]["code"] == "idempotency_mismatch"
        body = {"listing_id": listing["id"], "maximum": cny(12_000), "request_id": new_request_id()}
        for number in (9001, 9002):
            await ben.say(f"42{number}" + json.dumps(["auction:bid", body]))
        assert await ben.ack(9001) == await ben.ack(9002)


async def test_a_bid_repeated_after_a_reconnect_to_another_process_gets_its_first_answer(pair: Market) -> None:
    request_id = new_request_id()
    async with somebody(pair.url) as (seller, _), somebody(pair.url) as (ben, _):
        listing = await publish(seller, sale=auction())
        async with somebody(pair.urls[0]) as (ann, me):
            first = await bid(ann, listing, 5000, request_id)
        assert (await bid(ben, listing, 9000))["ok"]
        async with RawClient(pair.urls[1]) as again:
            await again.connect(token=me["access_token"])
            assert await bid(again, listing, 5000, request_id) == first
            assert first["data"]["standing"] == "leading"
            (mine,) = (await again.ask("auction:mine", {}))["data"]["items"]
            assert mine["standing"] == "outbid"


async def test_bids_on_two_processes_are_one_history(pair: Market) -> None:
    async with somebody(pair.url) as (seller, _), nobody(pair.urls[1]) as watcher:
        listing = await publish(seller, sale=auction())
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})

        async def bidder(number: int) -> list[Any]:
            async with somebody(pair.urls[number % 2]) as (client, _):
                return [await bid(client, listing, 2000 + 100 * (number + 8 * step)) for step in range(6)]

        acks = [ack for acks in await asyncio.gather(*map(bidder, range(8))) for ack in acks]
        assert {ack["error"]["code"] for ack in acks if not ack["ok"]} <= {"bid_too_low"}
        final = (await watcher.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]

        async def caught_up() -> bool:
            await watcher.ask("server:time", {})
            return any(body["version"] == final["version"] for _, body in watcher.pushes if body and "placed" in body)

        await until(caught_up)
        told = [body for name, body in watcher.pushes if name == "auction:bid_placed"]
        heard = sorted(told, key=lambda body: int(body["version"]))  # what two processes announce may cross on the way
        bids = 0
        for body in heard:
            bids += len(body["placed"])
            assert body["auction"]["bids"] == bids
        assert heard[-1]["auction"] == final["auction"]
