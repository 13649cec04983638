"""Whole markets with one bug each: the checkers find it in what really happened, and nothing where there is none."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server.local.processes import souk
from tests.faults.books import alone, held, in_order, told_alike, units, walks
from tests.faults.buyers import BUYERS, found, sale
from tests.faults.planted import BUGS, WITH_OTHERS, souk_with
from tests.support.admins import moderator
from tests.support.buying import ask, ordered, shipped
from tests.support.crowd import accounts, crowd
from tests.support.market import Program
from tests.support.paying import Bazaar, cashier, deal, opened_bazaar
from tests.support.people import publish, somebody
from tests.support.replicas import replicas_in
from tests.support.waiting import until

ROUNDS = 20
SHARE = 30_000

Story = Callable[[Bazaar], Awaitable[list[str]]]
"""Something happens; gives all that is wrong afterwards."""


async def a_sale(bazaar: Bazaar) -> list[str]:
    """Many want more than there is, give some of it back and look at what is left."""
    async with sale(bazaar.market) as (buyers, listing_id):
        await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
        await asyncio.gather(*(buyer.regret() for buyer in buyers))
        await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
        wrong, _ = await found(bazaar.market, buyers, listing_id)
        return wrong


async def a_quarrel(bazaar: Bazaar) -> list[str]:
    """Buyers cancel what the seller ships at the same moment, on another process."""
    async with crowd(bazaar, await accounts(bazaar, ROUNDS)) as them:
        rounds = await them.paid(ROUNDS)
        parcel = {"carrier": "SF Express", "tracking_number": "SF123456"}
        for it in rounds:
            ships = them.seller.ask(0, "order:ship", order_id=it.id, **parcel)
            await asyncio.gather(it.buyer.ask(1, "order:cancel", order_id=it.id), ships)
            await it.buyer.ask(0, "order:get", order_id=it.id)
        stored = bazaar.documents("orders", _id={"$in": [it.id for it in rounds]})
        if wrong := [*in_order(them.told, stored), *told_alike(them.told, them.pushes)]:
            return wrong  # what went wrong so early may never come to rest
        await them.come_to(rounds, "cancelled", "shipped")
        await them.settled(rounds)
        return await _wrong(bazaar, *(it.id for it in rounds))


async def a_division(bazaar: Bazaar) -> list[str]:
    """A moderator gives a part back to the buyer and the rest to the seller."""
    async with deal(bazaar) as it, moderator(bazaar.market) as (judge, _):
        await it.pay()
        await it.comes_to("paid")
        assert (await shipped(it.seller, it.id))["ok"]
        assert (await ask(it.buyer, "order:dispute", order_id=it.id, reason="A scratch."))["ok"]
        word = {"outcome": "release", "share": {"amount": SHARE, "currency": "CNY"}, "reason": "So."}
        assert (await ask(judge, "order:resolve", order_id=it.id, **word))["ok"]
        await it.comes_to("completed", "paid")
        return await _wrong(bazaar, it.id)


async def a_false_amount(bazaar: Bazaar) -> list[str]:
    """The gateway says, well signed, that a fen was paid."""
    async with somebody(bazaar.market.url) as (seller, _), somebody(bazaar.market.url) as (buyer, _):
        order_id = (await ordered(buyer, await publish(seller)))["id"]
        await bazaar.sandbox.ask("open", url=await cashier(buyer, order_id))
        told = {"trade_status": "TRADE_SUCCESS", "total_amount": "0.01"}
        await bazaar.sandbox.ask("notify", number=f"{order_id}_1", fields=told)
        return await _wrong(bazaar, order_id)


async def _wrong(bazaar: Bazaar, *order_ids: str) -> list[str]:
    """What orders, their listings, our ledger and the gateway say of them."""
    orders = bazaar.documents("orders", _id={"$in": order_ids})
    listings = bazaar.documents("listings", _id={"$in": [it["item"]["id"] for it in orders]})
    ledger = bazaar.documents("ledger", order_id={"$in": order_ids})
    wrong = await bazaar.wrong_with_money(*order_ids)
    return [*wrong, *held(orders, ledger), *walks(orders), *units(orders, listings), *alone(orders)]


STORIES: dict[str, tuple[Story, str]] = {
    "sells_what_is_not_there": (a_sale, "sold twice"),
    "gives_back_twice": (a_sale, "no course of events"),
    "acks_before_it_commits": (a_sale, "no course of events"),
    "forgets_requests": (a_sale, "different answers to one order:place"),
    "shows_what_was": (a_sale, "no course of events"),
    "lets_both_win": (a_quarrel, "steps made version"),
    "announces_before_it_commits": (a_quarrel, "is told as"),
    "refunds_twice": (a_division, "the gateway alone knows of"),
    "believes_any_amount": (a_false_amount, "our ledger alone knows of"),
}
"""Of each bug, what brings it to light, and the words in which it is told."""


def test_every_bug_has_its_story() -> None:
    assert STORIES.keys() == BUGS.keys()


async def test_nothing_is_found_where_there_is_no_bug(servers: dict[str, str], tmp_path: Path) -> None:
    async with opened_bazaar(servers, tmp_path) as bazaar:
        for story in dict.fromkeys(story for story, _ in STORIES.values()):
            assert await story(bazaar) == []


@pytest.mark.parametrize("bug", BUGS)
async def test_a_planted_bug_is_found(servers: dict[str, str], tmp_path: Path, bug: str) -> None:
    story, words = STORIES[bug]
    async with opened_bazaar(servers, tmp_path, program=souk_with(bug)) as bazaar:
        wrong = await story(bazaar)
    assert [it for it in wrong if words in it], wrong


async def a_lost_primary(servers: dict[str, str], folder: Path, program: Program) -> list[str]:
    """What is written reaches no other member, and then the primary dies."""
    async with (
        replicas_in(folder / "mongod") as replicas,
        opened_bazaar({**servers, "SOUK_MONGO_URL": replicas.url}, folder, program=program) as bazaar,
        sale(bazaar.market) as (buyers, listing_id),
    ):
        async with replicas.losing_the_primary():
            loads = [asyncio.create_task(buyer.buy(listing_id)) for buyer in buyers]
            await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS)
        await asyncio.gather(*loads)
        wrong, _ = await found(bazaar.market, buyers, listing_id)
        return wrong


async def test_nothing_is_acked_that_only_the_primary_has(servers: dict[str, str], tmp_path: Path) -> None:
    assert await a_lost_primary(servers, tmp_path, souk) == []


@pytest.mark.parametrize("bug", WITH_OTHERS)
async def test_an_ack_for_what_only_the_primary_has_is_found(servers: dict[str, str], tmp_path: Path, bug: str) -> None:
    wrong = await a_lost_primary(servers, tmp_path, souk_with(bug))
    assert [it for it in wrong if "acked and lost" in it or "different answers" in it], wrong
