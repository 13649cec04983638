"""Notices: the four checks, and one effect however often, in whatever order and however wrongly they come."""

import asyncio
from typing import Any

import pytest

from tests.support.buying import ask
from tests.support.paying import TOTAL, Bazaar, Deal, cashier, deal
from tests.support.people import somebody
from tests.support.waiting import until


async def notify(it: Deal, number: str = "", **what: Any) -> str:
    """The market's answer to one notice."""
    told = await it.bazaar.sandbox.ask("notify", number=number or f"{it.id}_1", **what)
    return str(told["answer"])


async def surplus_is_back(it: Deal) -> None:
    async def is_back() -> bool:
        return any(entry["kind"] == "surplus_refund" for entry in it.bazaar.entries(it.id))

    await until(is_back)
    await it.bazaar.expect_books_to_agree(it.id)
    assert it.bazaar.balance(it.id, "surplus") == 0


async def test_eight_copies_at_once_pay_once(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(duplicate=8)
        await it.pay()
        order = await it.comes_to("paid")
        assert [entry["event"] for entry in order["history"]] == ["order:place", "order:pay"]
        await bazaar.expect_books_to_agree(it.id)


@pytest.mark.parametrize("kind", ["signature", "weak_signature", "amount", "application", "seller", "number"])
async def test_a_forged_notice_changes_nothing(bazaar: Bazaar, kind: str) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        fields = {"trade_status": "TRADE_SUCCESS"}
        assert await notify(it, forge=kind, fields=fields) == "failure"
        assert (await it.order())["payment"]["state"] == "pending"
        assert bazaar.entries(it.id) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"total_amount": "914.99"}, {"total_amount": "915.01"}, {"app_id": "9000000000000002"},
        {"seller_id": "2088000000000002"}, {"out_trade_no": "nobody_1"},
    ],
)  # fmt: skip
async def test_a_signed_notice_that_does_not_match_changes_nothing(bazaar: Bazaar, fields: dict[str, str]) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        assert await notify(it, fields={"trade_status": "TRADE_SUCCESS", **fields}) == "failure"
        assert (await it.order())["payment"]["state"] == "pending"
        assert bazaar.entries(it.id) == []


async def test_the_notice_of_a_partial_refund_pays_nothing(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        refund = {"refund_fee": "1.00", "gmt_refund": "2026-11-20 12:00:00", "out_biz_no": "r1"}
        assert await notify(it, fields={"trade_status": "TRADE_SUCCESS", **refund}) == "success"
        assert bazaar.entries(it.id) == []


async def test_after_a_payment_nothing_that_is_told_late_changes_it(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await it.pay()
        paid = await it.comes_to("paid")
        for status in ("TRADE_SUCCESS", "TRADE_CLOSED", "TRADE_FINISHED", "WAIT_BUYER_PAY"):
            assert await notify(it, fields={"trade_status": status}) == "success"
        assert await it.order() == paid
        await bazaar.expect_books_to_agree(it.id)


async def test_a_notice_that_was_acknowledged_unheard_comes_again_without_effect(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(lose_acks=1)
        await it.pay()
        await it.comes_to("paid")

        async def is_heard() -> bool:
            return [told["tries"] for told in await bazaar.sandbox.notices() if told["number"] == f"{it.id}_1"] == [1]

        await until(is_heard)
        await bazaar.expect_books_to_agree(it.id)


async def test_a_payment_for_an_order_that_its_buyer_cancelled_goes_back_once(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        assert (await ask(it.buyer, "order:cancel", order_id=it.id))["ok"]
        await bazaar.sandbox.go_wrong(duplicate=4)
        await it.pay(late=True)
        await surplus_is_back(it)
        assert (await it.order())["state"] == "cancelled"


async def test_a_late_payment_has_the_order_again_while_the_thing_is_there(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        bazaar.run_out(it.id)
        await it.comes_to("cancelled")
        await it.pay(late=True)
        order = await it.comes_to("paid", "paid")
        assert [entry["event"] for entry in order["history"]][-2:] == ["order:expire", "order:revive"]
        await bazaar.expect_books_to_agree(it.id)


async def test_a_late_payment_goes_back_once_when_somebody_else_has_the_thing(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, somebody(bazaar.market.url) as (other, _):
        bazaar.run_out(it.id)
        await it.comes_to("cancelled")
        await it.is_for_sale_again_to(other)
        await it.pay(late=True)
        await surplus_is_back(it)
        assert (await it.order())["state"] == "cancelled"


async def test_of_two_attempts_that_were_both_paid_one_goes_back_once(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("decline", url=it.url)

        async def has_failed() -> bool:
            return bool(bazaar.payment(it.id)["state"] == "failed")

        await until(has_failed)
        second = await cashier(it.buyer, it.id)
        await asyncio.gather(bazaar.sandbox.pay(second), it.pay(late=True))
        await it.comes_to("paid", "paid")
        await surplus_is_back(it)
        assert bazaar.balance(it.id, "escrow") == -TOTAL
        assert sum(line["amount"] for line in await bazaar.sandbox.book() if line["number"][:-2] == it.id) == TOTAL


async def test_reordered_notices_end_in_the_same(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(reorder=True)
        await it.pay()
        await bazaar.sandbox.ask("finish", number=f"{it.id}_1")
        await it.comes_to("paid")
        await bazaar.expect_books_to_agree(it.id)
