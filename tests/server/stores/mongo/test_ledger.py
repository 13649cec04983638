"""The ledger in MongoDB: entries come back as they were posted, each movement once, and none is ever changed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from handlers.ports import Work
from models import ledger
from models.ids import AccountId, OrderId, TradeNumber
from models.ledger import Entry
from models.money import Money
from server.app import Stores
from server.seams import VersionConflict
from server.settings import Settings
from tests.support.stores import prepared

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER, TRADE, ALL = OrderId("o"), TradeNumber("o_1"), Money(900, "CNY")
PAYMENT = ledger.payment(ORDER, TRADE, ALL, NOON)
PAYOUT = ledger.payout(ORDER, AccountId("s"), ALL, NOON + timedelta(days=1))


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


async def post(stores: Stores, *entries: Entry) -> None:
    for entry in entries:
        work = Work()
        work.insert(entry)
        await stores.committer.commit(work, None, b"")


async def test_entries_come_back_in_the_order_of_time(stores: Stores) -> None:
    await post(stores, PAYOUT, PAYMENT)
    assert await stores.till.ledger.of_order(ORDER) == [PAYMENT, PAYOUT]
    assert await stores.till.ledger.of_trades([TRADE]) == [PAYMENT]
    assert await stores.till.ledger.of_order(OrderId("other")) == []


async def test_only_what_moved_at_the_provider_is_told_of_a_time(stores: Stores) -> None:
    await post(stores, PAYMENT, PAYOUT)
    assert await stores.till.ledger.between(NOON, NOON + timedelta(days=2)) == [PAYMENT]
    assert await stores.till.ledger.between(NOON + timedelta(seconds=1), NOON + timedelta(days=2)) == []


async def test_payments_since_a_moment_are_counted_and_nothing_else(stores: Stores) -> None:
    await post(stores, PAYMENT, PAYOUT)
    assert await stores.till.ledger.paid_since(NOON - timedelta(seconds=1)) == 1
    assert await stores.till.ledger.paid_since(NOON) == 0


async def test_an_order_has_one_payment_whichever_trade_it_came_by(stores: Stores) -> None:
    await post(stores, PAYMENT)
    with pytest.raises(VersionConflict):
        await post(stores, ledger.payment(ORDER, TradeNumber("o_2"), ALL, NOON))


async def test_an_entry_is_never_changed(stores: Stores) -> None:
    await post(stores, PAYMENT)
    work = Work()
    work.save(PAYMENT)
    with pytest.raises(TypeError, match="only added to"):
        await stores.committer.commit(work, None, b"")
