"""One simulated person against a real market: signs in, acts, and keeps the market's size."""

import random
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from server.local.demo.market import Market as Goods
from server.local.demo.people import crowd
from server.local.demo.visitor import Away, Refused, Visitor
from tests.support.bidding import auction, cny
from tests.support.market import Market
from tests.support.people import new_handle, nobody, publish, somebody

PASSWORD = "a long enough password"
NOW = datetime.now(UTC)
HAGGLED = {"kind": "fixed", "price": cny(5000), "offers": True}


@pytest.fixture
async def neighbours(market: Market) -> list[Visitor]:
    """Some of the crowd, registered under handles of the test's own."""
    people = [replace(it, account=replace(it.account, handle=new_handle())) for it in crowd(1, 3, NOW)]
    async with nobody(market.url) as client:
        for person in people:
            reply = await client.ask("account:register", {"handle": person.account.handle, "password": PASSWORD})
            assert reply["ok"], reply
    return [Visitor(market.url, it, Goods(people, {}, seed=1, now=NOW, currency="CNY")) for it in people]


@pytest.fixture
def visitor(neighbours: list[Visitor]) -> Visitor:
    return neighbours[0]


async def _live(visitor: Visitor) -> list[Mapping[str, Any]]:
    account = await visitor.ask("account:me")
    page = await visitor.ask("listing:browse", seller_id=account["account"]["id"], limit=100)
    items: list[Mapping[str, Any]] = page["items"]
    return items


async def _stock_up(market: Market, visitor: Visitor) -> None:
    """Give him something to haggle over from the start: once the limit on publishing holds, what is new stays."""
    async with nobody(market.url) as client:
        assert (await client.ask("account:login", {"handle": visitor.handle, "password": PASSWORD}))["ok"]
        for n, sale in enumerate((auction(), HAGGLED, HAGGLED)):
            await publish(client, title=f"Ware {n} of {visitor.handle}", sale=sale)


async def _act(visitor: Visitor, luck: random.Random) -> str:
    """What was done, or why not."""
    try:
        return await visitor.act(luck)
    except Refused as refusal:
        return f"was refused: {refusal.code}"


async def test_acts_of_every_kind_succeed_and_the_market_keeps_its_size(visitor: Visitor) -> None:
    luck = random.Random(4)
    async with visitor.signed_in(PASSWORD):
        done = [await _act(visitor, luck) for _ in range(60)]
        assert {act.split()[0] for act in done} >= {"published", "revised", "watched", "withdrew"}
        assert len(await _live(visitor)) <= 2


async def test_neighbours_bid_and_haggle_with_one_another_and_leave_guests_in_peace(
    market: Market, neighbours: list[Visitor]
) -> None:
    luck, done = random.Random(5), list[str]()
    async with somebody(market.url) as (guest, _), AsyncExitStack() as stack:
        wares = [await publish(guest, title=f"Guest {n}", sale=sale) for n, sale in enumerate((auction(), HAGGLED))]
        for visitor in neighbours:
            await _stock_up(market, visitor)
            await stack.enter_async_context(visitor.signed_in(PASSWORD))
        while not {"bid", "offered", "countered", "declined"} <= {act.split()[0] for act in done}:
            assert len(done) < 2_000, done
            done += [await _act(visitor, luck) for visitor in neighbours]
        assert {act for act in done if "refused" in act} <= {"was refused: auction_has_bids", "was refused: slow_down"}
        assert (await guest.ask("offer:list", {"role": "seller"}))["data"]["items"] == []
        shown = (await guest.ask("listing:get", {"listing_id": wares[0]["id"]}))["data"]["listing"]
        assert shown["auction"]["bids"] == 0


async def test_listings_of_an_earlier_day_are_found_again(visitor: Visitor) -> None:
    luck = random.Random(2)
    async with visitor.signed_in(PASSWORD):
        while not await _live(visitor):
            await visitor.act(luck)
    async with visitor.signed_in(PASSWORD):
        before = {it["id"] for it in await _live(visitor)}
        while not (await visitor.act(luck)).startswith("withdrew"):
            pass
        assert not before & {it["id"] for it in await _live(visitor)}


async def test_a_wrong_password_is_a_refusal(visitor: Visitor) -> None:
    with pytest.raises(Refused, match="credentials_wrong"):
        async with visitor.signed_in("another password"):
            pass


async def test_a_market_that_is_not_there_is_away(visitor: Visitor) -> None:
    (person,) = crowd(1, 1, NOW)
    stranded = Visitor("http://127.0.0.1:9", person, Goods([person], {}, seed=1, now=NOW, currency="CNY"))
    with pytest.raises(Away):
        async with stranded.signed_in(PASSWORD):
            pass
