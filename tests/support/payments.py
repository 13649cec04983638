"""Payments for tests: one that has just begun, and a way to have it stored."""

from datetime import UTC, datetime, timedelta

from handlers.ports import Work
from models.ids import OrderId, random_id
from models.money import Money
from models.payment import Payment
from server.app import Stores

TOTAL = Money(90_000, "CNY")


def begun(*, at: datetime | None = None, minutes: float = 5) -> Payment:
    """Of an order that nobody knows."""
    now = at or datetime.now(UTC).replace(microsecond=0)
    return Payment.begin(OrderId(random_id()), TOTAL, now + timedelta(minutes=minutes), "https://cashier/1", now)


async def stored(stores: Stores, *payments: Payment) -> Payment:
    """As the committer writes them; gives the last."""
    for payment in payments:
        work = Work()
        if payment.version == 1:
            work.insert(payment)
        else:
            work.save(payment)
        await stores.committer.commit(work, None, b"")
    return payments[-1]
