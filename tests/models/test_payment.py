"""Payments: one that counts at most, everything else goes back once, whatever comes in which order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.errors import Code, Refusal
from models.ids import OrderId, TradeNumber
from models.money import Money
from models.payment import (
    DEAD_AFTER,
    LAST_LOOK,
    LONGEST_PAUSE,
    Payment,
    PaymentState,
    RefundKind,
    TradeState,
    payment_id,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOLD = timedelta(minutes=5)
ORDER = OrderId("5f0e")
TOTAL = Money(90_000, "CNY")


def begun() -> Payment:
    return Payment.begin(ORDER, TOTAL, NOON + HOLD, "https://cashier/1", NOON)


def test_the_key_is_the_digest_of_the_order_number_and_the_provider() -> None:
    assert payment_id(ORDER) == "a4f80e08df9c296515336d2758579e68"
    assert begun().id == payment_id(ORDER)


def test_a_payment_that_was_begun_is_looked_at_before_its_deadline() -> None:
    payment = begun()
    assert payment.look_at
    assert NOON < payment.look_at <= payment.expires_at


def test_looks_come_later_each_time_but_at_the_deadline_in_any_case() -> None:
    payment, now, pauses = begun(), NOON, []
    while now < payment.expires_at:
        payment = payment.looked(now)
        assert payment.look_at
        pauses.append(payment.look_at - now)
        now = payment.look_at
    assert now == payment.expires_at
    assert pauses[:-1] == sorted(pauses[:-1])


def test_a_provider_that_does_not_answer_is_asked_later_each_time_until_somebody_has_to_look() -> None:
    payment = begun()
    for _ in range(DEAD_AFTER):
        assert not payment.dead
        payment = payment.failed_to_look(NOON)
    assert payment.dead
    assert payment.look_at
    assert payment.look_at - NOON <= LONGEST_PAUSE
    assert not payment.looked(NOON).dead
    for _ in range(1_000):
        payment = payment.failed_to_look(NOON)
    assert payment.look_at == NOON + LONGEST_PAUSE


def test_a_failed_payment_begins_anew_under_another_number() -> None:
    failed = begun().close(begun().current.number, NOON, known=True)
    assert failed.state is PaymentState.FAILED
    again = failed.begin_anew("https://cashier/2", NOON)
    assert (again.state, again.attempt, again.version) == (PaymentState.INIT, 2, 3)
    assert again.current.number != begun().current.number


def test_a_payment_under_way_does_not_begin_anew() -> None:
    with pytest.raises(Refusal) as no:
        begun().begin_anew("https://cashier/2", NOON)
    assert no.value.code is Code.PAYMENT_CHANGED


def test_a_trade_that_the_provider_never_knew_is_looked_for_once_more_after_its_deadline() -> None:
    given_up = begun().close(begun().current.number, NOON, known=False)
    assert given_up.current.state is TradeState.ABANDONED
    assert given_up.look_at == given_up.expires_at + LAST_LOOK
    assert given_up.close(given_up.current.number, NOON + HOLD, known=True).look_at is None


def test_the_second_of_two_paid_trades_goes_back_whole() -> None:
    first = begun().current.number
    two = begun().close(first, NOON, known=False).begin_anew("https://cashier/2", NOON)
    paid = two.succeed(first, "2026-1", NOON)
    assert paid.look_at == NOON  # the other trade is still open
    twice = paid.give_back(two.current.number, "2026-2", NOON)
    assert twice.state is PaymentState.SUCCESS
    assert [(refund.trade, refund.amount) for refund in twice.refunds_due] == [(two.current.number, TOTAL)]
    assert twice.paid_trade.number == first


def test_a_trade_is_paid_once() -> None:
    paid = begun().succeed(begun().current.number, "2026-1", NOON)
    with pytest.raises(Refusal):
        paid.give_back(paid.current.number, "2026-1", NOON)
    with pytest.raises(Refusal):
        paid.close(paid.current.number, NOON, known=True)


def test_refunds_add_up_to_the_payment_at_most() -> None:
    paid = begun().succeed(begun().current.number, "2026-1", NOON)
    part = paid.owe(Money(30_000, "CNY"), NOON)
    with pytest.raises(Refusal) as no:
        part.owe(Money(60_001, "CNY"), NOON)
    assert no.value.code is Code.PAYMENT_NOT_REFUNDABLE
    rest = part.owe(Money(60_000, "CNY"), NOON)
    assert rest.refundable == 0
    assert len({refund.request_number for refund in rest.refunds}) == 2


def test_a_refund_is_done_once() -> None:
    owed = begun().succeed(begun().current.number, "2026-1", NOON).owe(TOTAL, NOON)
    done = owed.refunded(owed.refunds[0].request_number, NOON)
    assert done.look_at is None
    with pytest.raises(Refusal):
        done.refunded(owed.refunds[0].request_number, NOON)


def test_nothing_is_refunded_of_what_was_not_paid() -> None:
    with pytest.raises(Refusal):
        begun().owe(Money(1, "CNY"), NOON)


class AnyOrderOfEvents(RuleBasedStateMachine):
    """Whatever the provider tells and the market wants, in any order; refusals change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.payment = begun()
        self.now = NOON

    def attempt(self, move: str, *arguments: object, **options: object) -> None:
        before = self.payment
        try:
            after = getattr(before, move)(*arguments, self.now, **options)
        except Refusal:
            return
        assert after.version == before.version + 1
        assert [trade.number for trade in after.trades][: before.attempt] == [trade.number for trade in before.trades]
        assert before.state is not PaymentState.SUCCESS or after.state is PaymentState.SUCCESS
        self.payment = after

    def number(self, which: int) -> TradeNumber:
        return self.payment.trades[which % self.payment.attempt].number

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(which=st.integers(0, 3))
    def provider_says_paid(self, which: int) -> None:
        move = "give_back" if self.payment.state is PaymentState.SUCCESS else "succeed"
        self.attempt(move, self.number(which), f"provider-{which}")

    @rule(which=st.integers(0, 3))
    def paid_for_a_cancelled_order(self, which: int) -> None:
        self.attempt("give_back", self.number(which), f"provider-{which}")

    @rule(which=st.integers(0, 3), known=st.booleans())
    def provider_says_closed(self, which: int, *, known: bool) -> None:
        self.attempt("close", self.number(which), known=known)

    @precondition(lambda self: self.payment.attempt < 4)
    @rule()
    def buyer_tries_again(self) -> None:
        self.attempt("begin_anew", "https://cashier/n")

    @rule(amount=st.integers(1, 100_000))
    def market_owes(self, amount: int) -> None:
        self.attempt("owe", Money(amount, "CNY"))

    @rule(which=st.integers(0, 9))
    def provider_refunds(self, which: int) -> None:
        if self.payment.refunds:
            self.attempt("refunded", self.payment.refunds[which % len(self.payment.refunds)].request_number)

    @rule()
    def provider_is_silent(self) -> None:
        self.attempt("failed_to_look")

    @invariant()
    def one_trade_counts_and_the_others_go_back(self) -> None:
        paid = [trade.number for trade in self.payment.trades if trade.state is TradeState.PAID]
        surplus = [refund.trade for refund in self.payment.refunds if refund.kind is RefundKind.SURPLUS]
        assert len(surplus) == len(set(surplus))
        assert len(paid) - len(surplus) == (self.payment.state is PaymentState.SUCCESS)

    @invariant()
    def no_more_goes_back_than_came(self) -> None:
        came = sum(trade.state is TradeState.PAID for trade in self.payment.trades) * TOTAL.amount
        assert sum(refund.amount.amount for refund in self.payment.refunds) <= came

    @invariant()
    def whatever_is_open_is_looked_at(self) -> None:
        assert (self.payment.look_at is not None) >= bool(self.payment.trades_open or self.payment.refunds_due)


TestAnyOrderOfEvents = AnyOrderOfEvents.TestCase
TestAnyOrderOfEvents.settings = settings(max_examples=100)
