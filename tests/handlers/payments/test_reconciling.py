"""The two books side by side: what is missing here is taken up, what differs is an alarm."""

from datetime import UTC, datetime, timedelta

from handlers.money import Alarm
from handlers.ports import Work
from models import ledger
from models.ids import OrderId, TradeNumber, random_id
from models.money import Money
from tests.support.paying import TOTAL, Bazaar, deal
from tests.support.till import Till, till


async def compared(cashier: Till) -> dict[Alarm, int]:
    await cashier.run_job("payments:reconcile")
    return {alarm: cashier.stores.till.alarms.count(alarm) for alarm in Alarm}


async def test_books_that_agree_raise_no_alarm(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, till(bazaar.market) as cashier:
        await it.pay()
        await it.comes_to("paid")
        alarms = await compared(cashier)
        assert not alarms[Alarm.PAID_THERE_NOT_HERE]
        assert not alarms[Alarm.AMOUNT_DIFFERS]


async def test_a_payment_that_everybody_has_forgotten_is_found_in_the_bill(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, till(bazaar.market) as cashier:
        await bazaar.sandbox.go_wrong(drop=1_000)
        bazaar.change("payments", bazaar.payment(it.id)["_id"], look_at=None)
        await it.pay()
        assert not (await compared(cashier))[Alarm.PAID_THERE_NOT_HERE]
        await it.comes_to("paid")
        await bazaar.expect_books_to_agree(it.id)


async def test_what_only_we_know_of_and_what_differs_is_an_alarm(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, till(bazaar.market) as cashier:
        await it.pay()
        await it.comes_to("paid")
        before = await compared(cashier)
        earlier = datetime.now(UTC) - timedelta(minutes=11)
        order_id, work = OrderId(random_id()), Work()
        work.insert(ledger.payment(order_id, TradeNumber(f"{order_id}_1"), Money(1, "CNY"), earlier))
        await cashier.stores.committer.commit(work, None, b"")
        legs = [{"account": "gateway", "amount": TOTAL + 1}, {"account": "escrow", "amount": -TOTAL - 1}]
        (entry,) = bazaar.entries(it.id)
        bazaar.change("ledger", entry["_id"], legs=legs)
        after = await compared(cashier)
        bazaar.change("ledger", entry["_id"], legs=entry["legs"])
        assert after[Alarm.PAID_HERE_NOT_THERE] == before[Alarm.PAID_HERE_NOT_THERE] + 1
        assert after[Alarm.AMOUNT_DIFFERS] == before[Alarm.AMOUNT_DIFFERS] + 1


async def test_a_payment_that_a_person_has_to_look_at_is_an_alarm(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, till(bazaar.market) as cashier:
        before = (await compared(cashier))[Alarm.PAYMENTS_DEAD]
        bazaar.change("payments", bazaar.payment(it.id)["_id"], failures=99)
        assert (await compared(cashier))[Alarm.PAYMENTS_DEAD] == before + 1
        bazaar.change("payments", bazaar.payment(it.id)["_id"], failures=0)


async def test_a_provider_that_is_away_is_no_difference(bazaar: Bazaar) -> None:
    async with till(bazaar.market) as cashier:
        before = await compared(cashier)
        await bazaar.sandbox.go_wrong(lose_replies=50)
        assert await compared(cashier) == before
