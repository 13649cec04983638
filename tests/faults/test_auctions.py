"""Auctions end although processes die: once, for the last bid that was said yes to."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

from tests.faults.conftest import Stage
from tests.faults.followers import GONE
from tests.support.bidding import auction, bid, cny
from tests.support.comeback import Guest, guest
from tests.support.people import new_request_id, publish, register
from tests.support.waiting import until

BIDDERS = 3


async def test_an_auction_whose_worker_and_web_process_die_at_the_end_is_closed_once(stage: Stage) -> None:
    dying, other = stage.market.urls
    async with AsyncExitStack() as stack:
        seller = await stack.enter_async_context(guest(other))
        await register(seller)
        listing = await publish(seller, sale=auction(seconds=6, soft_close_seconds=0))
        bidders = [await stack.enter_async_context(guest(dying)) for _ in range(BIDDERS)]
        accounts = [(await register(bidder))["account"]["id"] for bidder in bidders]
        loads = [asyncio.create_task(_bid_until_cut(bidder, listing, place)) for place, bidder in enumerate(bidders)]
        await until(lambda: sum(map(_answers, bidders)) >= 20 * BIDDERS)
        stage.kill(stage.market.worker)
        stage.kill(stage.market.web)
        try:
            highest = dict(zip(accounts, await asyncio.gather(*loads), strict=True))
            await until(lambda: _is_over(seller, listing))
            assert (await _look(seller, listing))["auction"]["state"] == "live"
        finally:
            await asyncio.gather(stage.revive(stage.market.web), stage.revive(stage.market.worker))
        await until(lambda: _is_closed(seller, listing), seconds=60)
        shown = await _look(seller, listing)
        orders = (await seller.ask("order:list", {"role": "seller"}))["data"]["items"]
        assert [order["totals"]["item"] for order in orders] == [shown["auction"]["price"]]
        assert orders[0]["buyer"]["id"] in accounts
        assert sorted(highest.values())[-2] <= shown["auction"]["price"]["amount"]  # what was said yes to counts


async def test_bids_are_taken_back_while_redis_stands_still_and_measure_nobody_afterwards(stage: Stage) -> None:
    async with AsyncExitStack() as stack:
        seller, ann, ben = [await stack.enter_async_context(guest(stage.market.urls[0])) for _ in range(3)]
        for person in (seller, ann, ben):
            await register(person)
        listing = await publish(seller, sale=auction(seconds=20 * 3600))
        await bid(ann, listing, 5_000)
        await bid(ben, listing, 9_000)
        body = {"listing_id": listing["id"], "reason": "typo", "request_id": new_request_id()}
        with stage.paused(stage.valkey_pid):
            back = await ben.ask("auction:retract", body)
            assert back["ok"], back
            assert back["data"]["auction"]["price"] == cny(1_000)

        refused: list[Any] = []

        async def is_open_again() -> bool:
            ack = await bid(ben, listing, 1_050)
            refused.extend([] if ack["ok"] else [ack["error"]])
            return bool(ack["ok"])

        await until(is_open_again)
        assert {error["code"] for error in refused} <= {"bid_too_low"}  # by the gate, which had no effect


async def _bid_until_cut(client: Guest, listing: dict[str, Any], place: int) -> int:
    """Ever more, until the connection is cut; gives the highest maximum that was said yes to."""
    highest = 0
    with suppress(*GONE):
        for step in range(100_000):
            maximum = 2_000 + 500 * (place + BIDDERS * step)
            if (await bid(client, listing, maximum))["ok"]:
                highest = maximum
    return highest


def _answers(client: Guest) -> int:
    return len([said for said in client.heard if said.startswith("43")])


async def _look(client: Guest, listing: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
    return shown


async def _is_over(client: Guest, listing: dict[str, Any]) -> bool:
    now: str = (await client.ask("server:time", {}))["data"]["now"]
    return bool(now > listing["auction"]["ends_at"])


async def _is_closed(client: Guest, listing: dict[str, Any]) -> bool:
    return bool((await _look(client, listing))["auction"]["state"] == "sold")
