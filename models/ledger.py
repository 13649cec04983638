"""The ledger: append-only double entries in minor units; every entry, and so every order, sums to zero."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from models.errors import Code, Refusal
from models.ids import AccountId, OrderId, TradeNumber, derived_id
from models.money import Money

EntryId = NewType("EntryId", str)
LedgerAccount = NewType("LedgerAccount", str)

GATEWAY = LedgerAccount("gateway")
"""What lies at the payment provider; the only account with a positive balance."""
ESCROW = LedgerAccount("escrow")
"""Held for an order until it is settled."""
SURPLUS = LedgerAccount("surplus")
"""Came too late or twice, and goes back."""


def owed_to(seller: AccountId) -> LedgerAccount:
    """What the market owes a seller."""
    return LedgerAccount(f"seller:{seller}")


class EntryKind(StrEnum):
    PAYMENT = "payment"
    SURPLUS = "surplus"
    REFUND = "refund"
    SURPLUS_REFUND = "surplus_refund"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of money out of accounts (negative) into accounts (positive).

    `reference` tells apart what may happen more than once for an order; a payment that counts and a payout may not, so
    theirs is empty. `trade` is the trade at the provider that moved the money, empty where none did.
    """

    id: EntryId
    version: int
    order_id: OrderId
    kind: EntryKind
    reference: str
    trade: str
    currency: str
    legs: Mapping[LedgerAccount, int]
    at: datetime

    def __post_init__(self) -> None:
        if sum(self.legs.values()) or not all(self.legs.values()):
            raise ValueError(f"{self.kind} of {self.order_id} does not balance")


def _entry(
    order_id: OrderId, kind: EntryKind, reference: str, trade: str, amount: Money, at: datetime,
    *, giving: LedgerAccount, taking: LedgerAccount,
) -> Entry:  # fmt: skip
    legs = {giving: -amount.amount, taking: amount.amount}
    entry_id = EntryId(derived_id("ledger", order_id, kind, reference))
    return Entry(entry_id, 1, order_id, kind, reference, trade, amount.currency, legs, at)


def payment(order_id: OrderId, trade: TradeNumber, amount: Money, at: datetime) -> Entry:
    """The buyer paid: the market holds it for the order."""
    return _entry(order_id, EntryKind.PAYMENT, "", trade, amount, at, giving=ESCROW, taking=GATEWAY)


def surplus(order_id: OrderId, trade: TradeNumber, amount: Money, at: datetime) -> Entry:
    """The buyer paid in vain."""
    return _entry(order_id, EntryKind.SURPLUS, trade, trade, amount, at, giving=SURPLUS, taking=GATEWAY)


def refund(order_id: OrderId, trade: TradeNumber, request_number: str, amount: Money, at: datetime) -> Entry:
    return _entry(order_id, EntryKind.REFUND, request_number, trade, amount, at, giving=GATEWAY, taking=ESCROW)


def surplus_refund(order_id: OrderId, trade: TradeNumber, request_number: str, amount: Money, at: datetime) -> Entry:
    return _entry(order_id, EntryKind.SURPLUS_REFUND, request_number, trade, amount, at, giving=GATEWAY, taking=SURPLUS)


def payout(order_id: OrderId, seller: AccountId, amount: Money, at: datetime) -> Entry:
    """The order is settled: what is held for it is the seller's now."""
    return _entry(order_id, EntryKind.PAYOUT, "", "", amount, at, giving=owed_to(seller), taking=ESCROW)


@dataclass(slots=True)
class Book:
    """The entries of one order, or of all; it refuses what would give out more than it holds."""

    entries: list[Entry] = field(default_factory=list)
    balances: Counter[LedgerAccount] = field(default_factory=Counter)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Book":
        """Of entries that stand, in whatever order: their times come from the clocks of several processes."""
        book = cls()
        for entry in entries:
            book._enter(entry)
        return book

    def post(self, entry: Entry) -> Entry:
        if any(entry.id == other.id for other in self.entries):
            raise Refusal(Code.PAYMENT_CHANGED)
        if any(_overdrawn(account, self.balances[account] + amount) for account, amount in entry.legs.items()):
            raise Refusal(Code.PAYMENT_NOT_REFUNDABLE)
        self._enter(entry)
        return entry

    def _enter(self, entry: Entry) -> None:
        for account, amount in entry.legs.items():
            self.balances[account] += amount
        self.entries.append(entry)

    @property
    def held(self) -> int:
        """What is held for the orders of this book."""
        return -self.balances[ESCROW]

    @property
    def total(self) -> int:
        """Zero, always."""
        return sum(self.balances.values())


def _overdrawn(account: LedgerAccount, balance: int) -> bool:
    """The gateway owes us, we owe everybody else."""
    return balance < 0 if account == GATEWAY else balance > 0
