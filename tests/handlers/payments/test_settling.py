"""Whoever comes first wins: a payment, a cancellation, the deadline and a second payment, all at the same moment."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from tests.support.admins import moderator
from tests.support.buying import ask, shipped
from tests.support.paying import TOTAL, Bazaar, Deal, deal, hands
from tests.support.waiting import until

ROUNDS = 16


async def compete(it: Deal, number: int) -> None:
    """All at once; what each of them answers is its own affair."""
    async with hands(it.bazaar.market, it.token, 2) as (one, other):
        rivals = [it.pay(late=True), ask(one, "order:cancel", order_id=it.id), ask(other, "order:pay", order_id=it.id)]
        if number % 2:
            rivals.append(asyncio.to_thread(it.bazaar.run_out, it.id))
        await asyncio.gather(*rivals)


async def has_come_to_rest(it: Deal) -> bool:
    """Either the order has the money, or nobody has and it is back."""
    order, gateway = await it.order(), it.bazaar.balance(it.id, "gateway")
    if order["payment"]["state"] == "paid":
        return order["state"] == "paid" and gateway == TOTAL
    kinds = [entry["kind"] for entry in it.bazaar.entries(it.id)]
    return order["state"] == "cancelled" and gateway == 0 and bool(kinds)


@pytest.mark.timeout(300)  # sixteen stories, each with a deadline of its own
async def test_a_race_has_one_winner_and_no_money_is_lost(bazaar: Bazaar) -> None:
    async with AsyncExitStack() as stack:
        deals = [await stack.enter_async_context(deal(bazaar)) for _ in range(ROUNDS)]
        await asyncio.gather(*(compete(it, number) for number, it in enumerate(deals)))
        for it in deals:

            async def rests(it: Deal = it) -> bool:
                return await has_come_to_rest(it)

            await until(rests, seconds=60)
        await bazaar.expect_books_to_agree(*(it.id for it in deals))


async def test_clocks_that_differ_keep_nobody_s_money(bazaar: Bazaar) -> None:
    """The process that took the payment is ahead of the worker, which gives a part back and pays out the rest."""
    async with deal(bazaar) as it, moderator(bazaar.market) as (judge, _):
        await it.pay()
        await it.comes_to("paid")
        (payment,) = bazaar.entries(it.id)
        bazaar.change("ledger", payment["_id"], at=payment["at"] + timedelta(minutes=1))
        assert (await shipped(it.seller, it.id))["ok"]
        assert (await ask(it.buyer, "order:dispute", order_id=it.id, reason="A scratch."))["ok"]
        word = {"outcome": "release", "share": {"amount": 30_000, "currency": "CNY"}, "reason": "So."}
        assert (await ask(judge, "order:resolve", order_id=it.id, **word))["ok"]
        await it.comes_to("completed")
        assert bazaar.balance(it.id, "escrow") == 0
        await bazaar.expect_books_to_agree(it.id)
