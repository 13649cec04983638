"""Payments in MongoDB: they come back as they went, are due by the database's clock, and no trade belongs to two."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.ports import Work
from models.payment import DEAD_AFTER, HeardNotice, Payment, TradeState
from server.app import Stores
from server.seams import VersionConflict
from server.settings import Settings
from server.stores.mongo.payments import from_doc, to_doc
from tests.support.payments import TOTAL, begun, stored
from tests.support.stores import prepared


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


def paid(payment: Payment, provider_number: str) -> Payment:
    return payment.succeed(payment.current.number, provider_number, datetime.now(UTC).replace(microsecond=0))


async def test_a_payment_comes_back_as_it_was(stores: Stores) -> None:
    first = begun()
    second = paid(first, "2026-1")
    third = second.owe(replace(TOTAL, amount=100), first.expires_at)
    await stored(stores, first, second, third)
    assert await stores.till.payments.find(first.id) == third
    assert await stores.till.payments.find_by_trade(first.current.number) == third
    assert from_doc(to_doc(third)) == third


async def test_only_what_is_due_is_due(stores: Stores) -> None:
    past = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    due, later = begun(at=past), begun()
    idle = begun(at=past)
    await stored(stores, due, later, idle, paid(idle, "2026-2"))
    assert [payment.id for payment in await stores.till.payments.due(10)] == [due.id]


async def test_a_payment_that_keeps_failing_is_counted(stores: Stores) -> None:
    payment = begun()
    await stored(stores, payment)
    for _ in range(DEAD_AFTER):
        assert await stores.till.payments.count_dead() == 0
        payment = await stored(stores, payment.failed_to_look(payment.expires_at))
    assert await stores.till.payments.count_dead() == 1


async def test_two_payments_of_one_order_or_of_one_trade_at_the_provider_cannot_be(stores: Stores) -> None:
    first, other = begun(), begun()
    await stored(stores, first, paid(first, "2026-3"), other)
    with pytest.raises(VersionConflict):
        await stored(stores, replace(first, version=1))
    with pytest.raises(Exception, match=r"internal|duplicate|Unconfirmed"):
        await stored(stores, paid(other, "2026-3"))
    found = await stores.till.payments.find(other.id)
    assert found
    assert found.current.state is TradeState.OPEN


async def test_a_notice_has_its_effect_once(stores: Stores) -> None:
    payment = begun()
    work = Work()
    work.insert(HeardNotice("n1", 1, payment.order_id, payment.current.number, {"a": "1"}, payment.expires_at))
    assert not await stores.till.payments.has_heard("n1")
    await stores.committer.commit(work, None, b"")
    assert await stores.till.payments.has_heard("n1")
    with pytest.raises(VersionConflict):
        await stores.committer.commit(work, None, b"")
