"""One simulated person against a real market: signs in, acts, and keeps the market's size."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from server.local.demo.market import Market as Goods
from server.local.demo.people import crowd
from server.local.demo.visitor import Away, Refused, Visitor
from tests.support.market import Market
from tests.support.people import new_handle, nobody

PASSWORD = "a long enough password"
NOW = datetime.now(UTC)


@pytest.fixture
async def visitor(market: Market) -> Visitor:
    """Somebody of the crowd, registered under a handle of the test's own."""
    (person,) = crowd(1, 1, NOW)
    person = replace(person, account=replace(person.account, handle=new_handle()))
    async with nobody(market.url) as client:
        reply = await client.ask("account:register", {"handle": person.account.handle, "password": PASSWORD})
        assert reply["ok"], reply
    return Visitor(market.url, person, Goods([person], {}, seed=1, now=NOW, currency="CNY"))


async def _live(visitor: Visitor) -> list[Mapping[str, Any]]:
    account = await visitor.ask("account:me")
    page = await visitor.ask("listing:browse", seller_id=account["account"]["id"], limit=100)
    items: list[Mapping[str, Any]] = page["items"]
    return items


async def test_acts_of_every_kind_succeed_and_the_market_keeps_its_size(visitor: Visitor) -> None:
    luck = random.Random(4)
    async with visitor.signed_in(PASSWORD):
        done = [await visitor.act(luck) for _ in range(40)]
        assert {act.split()[0] for act in done} >= {"published", "revised", "watched", "withdrew"}
        assert len(await _live(visitor)) <= 2


async def test_listings_of_an_earlier_day_are_found_again(visitor: Visitor) -> None:
    async with visitor.signed_in(PASSWORD):
        while not await _live(visitor):
            await visitor.act(random.Random(2))
    async with visitor.signed_in(PASSWORD):
        before = {it["id"] for it in await _live(visitor)}
        luck = random.Random(3)
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
