"""The ledger: entries that balance, once each, and no account overdrawn, whatever is posted in which order."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models import ledger
from models.errors import Code, Refusal
from models.ids import AccountId, OrderId, TradeNumber
from models.ledger import ESCROW, GATEWAY, SURPLUS, Book, Entry, EntryId, EntryKind, owed_to
from models.money import Money

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER, SELLER, TRADE = OrderId("order"), AccountId("seller"), TradeNumber("order_1")


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def test_a_payment_is_held_until_it_is_paid_out() -> None:
    book = Book.of([ledger.payment(ORDER, TRADE, yuan(900), NOON)])
    assert book.held == yuan(900).amount
    book.post(ledger.payout(ORDER, SELLER, yuan(900), NOON))
    assert (book.held, book.total) == (0, 0)
    assert book.balances[owed_to(SELLER)] == -yuan(900).amount


def test_after_a_part_went_back_the_seller_gets_the_rest() -> None:
    book = Book.of([ledger.payment(ORDER, TRADE, yuan(900), NOON)])
    book.post(ledger.refund(ORDER, TRADE, "r1", yuan(100), NOON))
    with pytest.raises(Refusal) as no:
        book.post(ledger.payout(ORDER, SELLER, yuan(900), NOON))
    assert no.value.code is Code.PAYMENT_NOT_REFUNDABLE
    book.post(ledger.payout(ORDER, SELLER, yuan(800), NOON))
    assert book.balances[GATEWAY] == yuan(800).amount


def test_surplus_is_kept_apart_from_what_is_held_for_the_order() -> None:
    book = Book.of([ledger.payment(ORDER, TRADE, yuan(900), NOON)])
    book.post(ledger.surplus(ORDER, TradeNumber("order_2"), yuan(900), NOON))
    book.post(ledger.surplus_refund(ORDER, TradeNumber("order_2"), "s", yuan(900), NOON))
    assert (book.held, book.balances[SURPLUS], book.balances[GATEWAY]) == (90_000, 0, 90_000)


def test_entries_that_stand_are_one_book_in_whatever_order_they_are_read() -> None:
    """The refund came from a process whose clock is behind that of the process which took the payment."""
    entries = [ledger.payment(ORDER, TRADE, yuan(900), NOON), ledger.refund(ORDER, TRADE, "r1", yuan(100), NOON)]
    for read in (entries, entries[::-1]):
        book = Book.of(read)
        assert (book.held, book.total) == (yuan(800).amount, 0)
        with pytest.raises(Refusal):
            book.post(ledger.payout(ORDER, SELLER, yuan(900), NOON))
        book.post(ledger.payout(ORDER, SELLER, yuan(800), NOON))


def test_the_same_movement_is_the_same_entry_and_posted_once() -> None:
    first, again = (ledger.payment(ORDER, TradeNumber(trade), yuan(9), NOON) for trade in ("order_1", "order_2"))
    assert first.id == again.id  # an order has one payment, whichever trade it came by
    with pytest.raises(Refusal):
        Book.of([first]).post(again)


def test_an_entry_that_does_not_balance_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Entry(EntryId("x"), 1, ORDER, EntryKind.PAYMENT, "", "", "CNY", {ESCROW: -1, GATEWAY: 2}, NOON)


class Postings(RuleBasedStateMachine):
    """Everything that may be posted for one order, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()

    def post(self, entry: Entry) -> None:
        before, count = Counter(self.book.balances), len(self.book.entries)
        try:
            self.book.post(entry)
        except Refusal:
            assert (self.book.balances, len(self.book.entries)) == (before, count)

    @rule(amount=st.integers(1, 1000), trade=st.sampled_from(["order_1", "order_2"]))
    def pay(self, amount: int, trade: str) -> None:
        self.post(ledger.payment(ORDER, TradeNumber(trade), yuan(amount), NOON))

    @rule(amount=st.integers(1, 1000), trade=st.sampled_from(["order_1", "order_2"]))
    def pay_in_vain(self, amount: int, trade: str) -> None:
        self.post(ledger.surplus(ORDER, TradeNumber(trade), yuan(amount), NOON))

    @rule(amount=st.integers(1, 1000), number=st.sampled_from(["r1", "r2", "r3"]))
    def refund(self, amount: int, number: str) -> None:
        self.post(ledger.refund(ORDER, TRADE, number, yuan(amount), NOON))

    @rule(amount=st.integers(1, 1000), number=st.sampled_from(["s1", "s2"]))
    def refund_surplus(self, amount: int, number: str) -> None:
        self.post(ledger.surplus_refund(ORDER, TRADE, number, yuan(amount), NOON))

    @rule(amount=st.integers(1, 1000))
    def pay_out(self, amount: int) -> None:
        self.post(ledger.payout(ORDER, SELLER, yuan(amount), NOON))

    @invariant()
    def everything_sums_to_zero(self) -> None:
        assert self.book.total == 0

    @invariant()
    def nobody_is_owed_less_than_nothing(self) -> None:
        assert self.book.balances[GATEWAY] >= 0
        assert all(balance <= 0 for account, balance in self.book.balances.items() if account != GATEWAY)

    @invariant()
    def each_movement_stands_once(self) -> None:
        ids = [(entry.kind, entry.reference) for entry in self.book.entries]
        assert len(ids) == len(set(ids))
        assert sum(entry.kind is EntryKind.PAYMENT for entry in self.book.entries) <= 1

    @invariant()
    def the_balances_are_those_of_the_entries(self) -> None:
        assert Book.of(self.book.entries).balances == self.book.balances


TestPostings = Postings.TestCase
TestPostings.settings = settings(max_examples=100)
