"""A payment: what an order owes, the trades that were opened at the provider for it, and what has to go back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.errors import Code, Refusal
from models.ids import OrderId, PaymentId, TradeNumber
from models.money import Money

FIRST_LOOK = timedelta(seconds=20)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
LAST_LOOK = timedelta(minutes=3)
"""After its deadline a trade that the provider did not know is looked for once more: its page may have been open."""
DEAD_AFTER = 8
"""Failures in a row after which a person has to look; it is tried once an hour all the same."""


class PaymentState(StrEnum):
    """Of a payment as a whole; `failed` may be begun anew with a further trade."""

    INIT = "init"
    SUCCESS = "success"
    FAILED = "failed"


class TradeState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"
    ABANDONED = "abandoned"
    """Given up before the provider knew of it: an open page may still pay it until it expires."""


@dataclass(frozen=True, slots=True)
class Trade:
    """One attempt: our number for it, the page where it is paid, and the provider's number once it was paid."""

    number: TradeNumber
    cashier_url: str
    state: TradeState = TradeState.OPEN
    provider_number: str | None = None


class RefundKind(StrEnum):
    ORDER = "order"
    """Of the money held for the order."""
    SURPLUS = "surplus"
    """Of money that came too late or twice."""


@dataclass(frozen=True, slots=True)
class Refund:
    """What has to go back of one trade; the provider carries out a request number once, however often it is asked."""

    request_number: str
    trade: TradeNumber
    amount: Money
    kind: RefundKind
    done: bool = False


def payment_id(order_id: OrderId) -> PaymentId:
    """The idempotency key of an order's payment; not a secret, so an old digest will do."""
    return PaymentId(hashlib.md5(f"{order_id}_ALIPAY".encode(), usedforsecurity=False).hexdigest())


def trade_number(order_id: OrderId, attempt: int) -> TradeNumber:
    """What the provider knows the attempt by: letters, digits and underscores, at most 64."""
    return TradeNumber(f"{order_id}_{attempt}")


@dataclass(frozen=True, slots=True)
class Payment:
    """`look_at`: when the provider is next to be asked or told something; None when nothing is open."""

    id: PaymentId
    version: int
    order_id: OrderId
    amount: Money
    state: PaymentState
    expires_at: datetime
    trades: tuple[Trade, ...]
    refunds: tuple[Refund, ...]
    look_at: datetime | None
    looks: int
    failures: int

    @classmethod
    def begin(
        cls, order_id: OrderId, amount: Money, expires_at: datetime, cashier_url: str, now: datetime
    ) -> "Payment":
        """The first attempt; its trade can be paid until the goods are released."""
        trade = Trade(trade_number(order_id, 1), cashier_url)
        first_look = min(now + FIRST_LOOK, expires_at)
        return cls(
            payment_id(order_id), 1, order_id, amount, PaymentState.INIT, expires_at, (trade,), (), first_look, 0, 0
        )

    @property
    def current(self) -> Trade:
        return self.trades[-1]

    @property
    def attempt(self) -> int:
        return len(self.trades)

    @property
    def next_number(self) -> TradeNumber:
        return trade_number(self.order_id, self.attempt + 1)

    @property
    def dead(self) -> bool:
        return self.failures >= DEAD_AFTER

    @property
    def paid_trade(self) -> Trade:
        """The trade that counts: the first that was paid and is not given back as surplus."""
        surplus = {refund.trade for refund in self.refunds if refund.kind is RefundKind.SURPLUS}
        for trade in self.trades:
            if trade.state is TradeState.PAID and trade.number not in surplus:
                return trade
        raise Refusal(Code.PAYMENT_NOT_REFUNDABLE)

    @property
    def refundable(self) -> int:
        """What is left of the money held for the order, refunds under way taken off."""
        promised = sum(refund.amount.amount for refund in self.refunds if refund.kind is RefundKind.ORDER)
        return self.amount.amount - promised if self.state is PaymentState.SUCCESS else 0

    @property
    def refunds_due(self) -> tuple[Refund, ...]:
        return tuple(refund for refund in self.refunds if not refund.done)

    @property
    def trades_open(self) -> tuple[Trade, ...]:
        """Those that may still be paid, as far as we know."""
        return tuple(trade for trade in self.trades if trade.state in _MAY_BE_PAID)

    def trade(self, number: TradeNumber) -> Trade:
        for trade in self.trades:
            if trade.number == number:
                return trade
        raise Refusal(Code.PAYMENT_NOT_FOUND)

    def begin_anew(self, cashier_url: str, now: datetime) -> "Payment":
        """A further attempt under a number of its own; only where the last one has failed for good."""
        if self.state is not PaymentState.FAILED or self.current.state is TradeState.OPEN:
            raise Refusal(Code.PAYMENT_CHANGED)
        trades = (*self.trades, Trade(self.next_number, cashier_url))
        look_at = now if self.refunds_due else min(now + FIRST_LOOK, self.expires_at)
        return self.next(state=PaymentState.INIT, trades=trades, look_at=look_at, looks=0)

    def succeed(self, number: TradeNumber, provider_number: str, now: datetime) -> "Payment":
        """This trade was paid and counts; others that are open are closed at the next look."""
        if self.state is PaymentState.SUCCESS:
            raise Refusal(Code.PAYMENT_CHANGED)
        paid = self._with_trade(number, TradeState.PAID, provider_number)
        return paid.next(
            state=PaymentState.SUCCESS, look_at=now if paid.trades_open or paid.refunds_due else None, looks=0
        )

    def give_back(self, number: TradeNumber, provider_number: str, now: datetime) -> "Payment":
        """This trade was paid in vain, too late or on top of another: all of it goes back, once."""
        paid = self._with_trade(number, TradeState.PAID, provider_number)
        refund = Refund(f"{number}_surplus", number, self.amount, RefundKind.SURPLUS)
        state = PaymentState.SUCCESS if self.state is PaymentState.SUCCESS else PaymentState.FAILED
        return paid.next(state=state, refunds=(*self.refunds, refund), look_at=now, looks=0)

    def close(self, number: TradeNumber, now: datetime, *, known: bool) -> "Payment":
        """This trade is not to be paid any more; one that the provider does not `known`ly close is looked at again."""
        closed = self._with_trade(number, TradeState.CLOSED if known else TradeState.ABANDONED, None)
        failed = self.state is PaymentState.INIT and number == self.current.number
        state = PaymentState.FAILED if failed else self.state
        return closed.next(state=state, look_at=closed.upcoming_look(now), looks=0)

    def owe(self, amount: Money, now: datetime) -> "Payment":
        """Promise a refund of the money held for the order; amounts add up to the payment at most."""
        if not 0 < amount.amount <= self.refundable:
            raise Refusal(Code.PAYMENT_NOT_REFUNDABLE)
        trade = self.paid_trade.number
        refund = Refund(f"{trade}_refund_{len(self.refunds) + 1}", trade, amount, RefundKind.ORDER)
        return self.next(refunds=(*self.refunds, refund), look_at=now, looks=0)

    def refunded(self, request_number: str, now: datetime) -> "Payment":
        """The provider has given the money back."""
        refunds = tuple(replace(it, done=True) if it.request_number == request_number else it for it in self.refunds)
        if refunds == self.refunds:
            raise Refusal(Code.PAYMENT_CHANGED)
        changed = replace(self, refunds=refunds)
        return changed.next(look_at=now if changed.refunds_due else changed.upcoming_look(now), looks=0, failures=0)

    def looked(self, now: datetime) -> "Payment":
        """The provider has no news: ask again, later each time, but at the deadline in any case."""
        pause = _pause(FIRST_LOOK, self.looks)
        deadline = self.expires_at if self.expires_at > now else now + LONGEST_PAUSE
        return self.next(look_at=min(now + pause, deadline), looks=self.looks + 1, failures=0)

    def failed_to_look(self, now: datetime) -> "Payment":
        """The provider did not answer or refused to: try again, later each time."""
        pause = _pause(FIRST_RETRY, self.failures)
        return self.next(look_at=now + pause, failures=self.failures + 1)

    def upcoming_look(self, now: datetime) -> datetime | None:
        if self.refunds_due or any(trade.state is TradeState.OPEN for trade in self.trades):
            return now
        return max(self.expires_at, now) + LAST_LOOK if self.trades_open else None

    def _with_trade(self, number: TradeNumber, state: TradeState, provider_number: str | None) -> "Payment":
        """Moves go one way: what was paid stays paid, what is closed for good is only found paid by the provider."""
        trade = self.trade(number)
        if trade.state is TradeState.PAID or trade.state is state:
            raise Refusal(Code.PAYMENT_CHANGED)
        changed = replace(trade, state=state, provider_number=provider_number)
        return replace(self, trades=tuple(changed if it.number == number else it for it in self.trades))

    def next(self, **changes: object) -> "Payment":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


_DOUBLINGS = 16
_MAY_BE_PAID = (TradeState.OPEN, TradeState.ABANDONED)


def _pause(first: timedelta, times: int) -> timedelta:
    """Twice as long each time."""
    return min(first * (1 << min(times, _DOUBLINGS)), LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class HeardNotice:
    """A notice that had its effect, as it came: a repeat of it has none."""

    id: str
    version: int
    order_id: OrderId
    trade: TradeNumber
    fields: Mapping[str, str]
    at: datetime
