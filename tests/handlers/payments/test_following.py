"""What the clock makes good: lost notices, lost answers, deaths between two steps, and trades that nobody is to pay."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.support.buying import ask
from tests.support.paying import TOTAL, Bazaar, cashier, deal
from tests.support.waiting import until

MANY = 1_000


async def test_a_payment_of_which_no_notice_comes_is_asked_for(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(drop=MANY)
        await it.pay()
        bazaar.look_now(it.id)
        await it.comes_to("paid")
        await bazaar.expect_books_to_agree(it.id)


async def test_a_provider_that_does_not_answer_is_asked_again(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(drop=MANY, lose_replies=2)
        await it.pay()
        bazaar.look_now(it.id)
        await it.comes_to("paid")
        assert bazaar.payment(it.id)["failures"] >= 1
        await bazaar.expect_books_to_agree(it.id)


async def test_a_payment_in_the_last_moment_wins_over_the_deadline(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(drop=MANY)
        await it.pay()
        bazaar.run_out(it.id)
        await it.comes_to("paid", "paid")
        await bazaar.expect_books_to_agree(it.id)


async def test_units_stay_reserved_while_the_provider_does_not_say_that_the_trade_is_closed(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        await bazaar.sandbox.go_wrong(drop=MANY, lose_replies=2)
        bazaar.run_out(it.id)
        order = await it.comes_to("cancelled")
        assert order["history"][-1]["event"] == "order:expire"
        assert (await bazaar.sandbox.ask("faults"))["lose_replies"] == 0


async def test_a_refund_whose_answers_get_lost_is_done_once(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await it.pay()
        await it.comes_to("paid")
        await bazaar.sandbox.go_wrong(lose_replies=3)
        assert (await ask(it.buyer, "order:cancel", order_id=it.id))["ok"]
        await it.comes_to("cancelled", "refunded")
        await bazaar.expect_books_to_agree(it.id)
        assert bazaar.balance(it.id, "gateway") == 0


async def test_a_trade_that_was_left_open_is_closed_once_another_is_paid(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("decline", url=it.url)

        async def has_failed() -> bool:
            return bool(bazaar.payment(it.id)["state"] == "failed")

        await until(has_failed)
        second = await cashier(it.buyer, it.id)
        await bazaar.sandbox.ask("open", url=second)
        await it.pay(late=True)
        await it.comes_to("paid")

        async def is_closed() -> bool:
            return [trade["state"] for trade in bazaar.payment(it.id)["trades"]] == ["paid", "closed"]

        await until(is_closed)
        assert (await bazaar.sandbox.pay(second))["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
        await bazaar.expect_books_to_agree(it.id)


@pytest.mark.timeout(300)  # leases of the dead run out first
async def test_a_worker_that_is_killed_between_two_steps_finishes_what_it_began(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.go_wrong(drop=MANY)
        await it.pay()
        bazaar.look_now(it.id)
        await _killing(bazaar, it.comes_to("paid"))
        assert (await ask(it.buyer, "order:cancel", order_id=it.id))["ok"]
        await _killing(bazaar, it.comes_to("cancelled", "refunded"))
        await bazaar.expect_books_to_agree(it.id)
        assert bazaar.balance(it.id, "escrow") == 0
        assert len([line for line in await bazaar.sandbox.book() if line["number"] == f"{it.id}_1"]) == 2
        assert [entry["kind"] for entry in bazaar.entries(it.id)] == ["payment", "refund"]
        assert sum(entry["legs"][0]["amount"] for entry in bazaar.entries(it.id)) == -2 * TOTAL


async def _killing(bazaar: Bazaar, wanted: Coroutine[Any, Any, object]) -> None:
    """Kill the worker while this is being waited for."""
    waiting = asyncio.ensure_future(wanted)
    await asyncio.wait({waiting}, timeout=1.0)
    worker = bazaar.market.worker
    assert worker.child
    worker.child.kill()
    worker.start()
    await worker.ready()
    await waiting
