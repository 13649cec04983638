"""The ports to payments: their documents, the ledger, a quick memory of them, and alarms about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.provider import Provider
from models.ids import OrderId, PaymentId, TradeNumber
from models.ledger import Entry
from models.payment import Payment, PaymentState


class Payments(Protocol):
    async def find(self, payment_id: PaymentId) -> Payment | None: ...

    async def find_by_trade(self, number: TradeNumber) -> Payment | None: ...

    async def due(self, limit: int) -> Sequence[Payment]:
        """Those that the provider is to be asked or told about by now, by the database's clock, longest ago first."""
        ...

    async def count_dead(self) -> int:
        """Those that somebody has to look at."""
        ...

    async def has_heard(self, notice_id: str) -> bool:
        """Whether this notice had its effect already."""
        ...


class Ledger(Protocol):
    """The entries; only the committer writes them."""

    async def of_order(self, order_id: OrderId) -> Sequence[Entry]: ...

    async def paid_since(self, moment: datetime) -> int:
        """How many orders have been paid since then. Raises StoreAway."""
        ...

    async def of_trades(self, numbers: Collection[str]) -> Sequence[Entry]: ...

    async def between(self, start: datetime, end: datetime) -> Sequence[Entry]:
        """What was moved at the provider in this time."""
        ...


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What is remembered of a payment without asking the database; it may be a little old."""

    state: PaymentState
    cashier_url: str


class Mirror(Protocol):
    """A quick memory of payments; nothing depends on it."""

    async def look(self, payment_id: PaymentId) -> Mirrored | None:
        """None also while Redis is away."""
        ...

    def keep(self, payment: Payment) -> None: ...


class Alarm(StrEnum):
    """What a person should look at when it is not 0: the name of its metric, without `souk_`."""

    PAYMENTS_DEAD = "payments_dead"
    PAID_HERE_NOT_THERE = "payments_paid_here_not_there"
    PAID_THERE_NOT_HERE = "payments_paid_there_not_here"
    AMOUNT_DIFFERS = "payments_amount_differs"


class Alarms(Protocol):
    def set(self, alarm: Alarm, count: int) -> None: ...

    def count(self, alarm: Alarm) -> int:
        """As it was last told."""
        ...


@dataclass(frozen=True, slots=True)
class Till:
    """Everything that has to do with money."""

    provider: Provider
    payments: Payments
    ledger: Ledger
    mirror: Mirror
    alarms: Alarms
