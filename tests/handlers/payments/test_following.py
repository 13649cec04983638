"""What the clock makes good: lost notices, lost answers, deaths between two steps, and trades that nobody is to pay."""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers.money import Alarm
from handlers.payments.following import AT_ONCE
from models.payment import DEAD_AFTER, FIRST_RETRY
from tests.support.buying import ask
from tests.support.crowd import Round, accounts, crowd
from tests.support.paying import TOTAL, Bazaar, cashier, deal, opened_bazaar
from tests.support.till import till
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


STUCK, OTHERS = AT_ONCE + 10, 5


async def test_refunds_that_the_provider_refuses_keep_no_others_from_theirs(
    servers: dict[str, str], tmp_path: Path
) -> None:
    """More than one run of a job looks after; each is asked for later each time, and people are told in the end."""
    async with opened_bazaar(servers, tmp_path) as bazaar:
        async with crowd(bazaar, await accounts(bazaar, STUCK)) as them:
            stuck = await them.paid(STUCK)
            await asyncio.gather(*(bazaar.sandbox.ask("finish", number=f"{it.id}_1") for it in stuck))
            await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in stuck))
            await until(lambda: all(it["failures"] for it in _payments(bazaar, stuck)), seconds=60)
            others = await them.paid(OTHERS)
            await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in others))
            await them.come_to(others, "cancelled")
            await bazaar.expect_books_to_agree(*(it.id for it in (*stuck, *others)))
        assert {it["state"] for it in bazaar.documents("orders", _id={"$in": [it.id for it in stuck]})} == {"paid"}
        for failures in range(2, DEAD_AFTER + 1):
            past = datetime.now(UTC)
            bazaar.change_all("payments", {"failures": {"$lt": failures}, "refunds.done": False}, look_at=past)
            await until(lambda: all(it["failures"] >= failures for it in _payments(bazaar, stuck)), seconds=60)  # noqa: B023
        pauses = [it["look_at"] - datetime.now(UTC) for it in _payments(bazaar, stuck)]
        assert all(pause > FIRST_RETRY * 2 ** (DEAD_AFTER - 2) for pause in pauses)
        async with till(bazaar.market) as it:
            await it.run_job("payments:reconcile")
            assert it.stores.till.alarms.count(Alarm.PAYMENTS_DEAD) == STUCK


def _payments(bazaar: Bazaar, rounds: Sequence[Round]) -> list[dict[str, Any]]:
    return bazaar.documents("payments", order_id={"$in": [it.id for it in rounds]})


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
