"""An order: who buys what from whom, where it stands in its life, and the one way in which it moves on."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from models.actor import Actor, Permission
from models.errors import Code, Refusal
from models.ids import ListingId, OrderId
from models.listing import Delivery, Listing, Seller
from models.media import Picture
from models.money import LARGEST, Money
from models.order_flow import EXTENSION, By, Due, Edge, OrderState, Step, leaving
from models.stock import HOLD_AFTER, HoldState, Move

OPEN_HOLDS = 5
"""Orders of one buyer that may wait for payment at the same time."""
CODE_TRIES = 5
ADDRESS_KEPT = timedelta(days=90)


class PaymentState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Item:
    """The listing as it was when it was ordered; `single`: the only one of its kind."""

    id: ListingId
    revision: int
    single: bool
    title: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Totals:
    item: Money
    shipping: Money

    def __post_init__(self) -> None:
        if self.total.amount > LARGEST:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"quantity": "The total is too large."})

    @property
    def total(self) -> Money:
        return self.item.plus(self.shipping)


@dataclass(frozen=True, slots=True)
class Hold:
    """The units set aside: `until` is when the payment window closes; `counted` ones count among the buyer's."""

    state: HoldState
    until: datetime
    counted: bool


@dataclass(frozen=True, slots=True)
class Escrow:
    """What the parties see of the money; attempts and entries belong to payments."""

    state: PaymentState
    refunded: Money


@dataclass(frozen=True, slots=True)
class DueRefund:
    """A step that waits until this amount is back with the buyer."""

    amount: Money
    step: Step
    by: By
    target: OrderState
    reason: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Shipment:
    carrier: str
    tracking_number: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes: a snapshot, known to buyer, seller and moderators."""

    recipient: str
    phone: str
    country: str | None
    region: str | None
    city: str
    street: str
    postal_code: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an order's history."""

    source: OrderState | None
    target: OrderState
    step: Step
    by: By
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """The next step that the clock takes, and when."""

    step: Step
    at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """`entered_at` is when it came into its state. `meetup_code` is for the buyer alone, and only where they meet."""

    id: OrderId
    version: int
    item: Item
    buyer: Seller
    seller: Seller
    quantity: int
    delivery: Delivery
    totals: Totals
    state: OrderState
    hold: Hold
    payment: Escrow
    refund: DueRefund | None
    shipment: Shipment | None
    address: Address | None
    meetup_code: str
    code_tries: int
    history: tuple[Entry, ...]
    created_at: datetime
    entered_at: datetime

    @classmethod
    def place(cls, order_id: OrderId, listing: Listing, buyer: Seller, terms: "Terms", now: datetime) -> "Order":
        """A new order at the listing's price or the one agreed on; refuses what the listing does not offer."""
        listing.refuse_unless_live()
        if listing.seller.id == buyer.id:
            raise Refusal(Code.LISTING_OWN)
        if terms.delivery not in listing.draft.delivery:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"delivery": "The seller does not offer this."})
        if terms.delivery is Delivery.MEETUP and terms.address:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"address": "Nothing is shipped when you meet."})
        price = terms.price or listing.price_to_order()
        pictures, single = listing.draft.pictures, listing.draft.sale.stock == 1
        return cls(
            id=order_id,
            version=1,
            item=Item(listing.id, listing.revision, single, listing.draft.title, pictures[0] if pictures else None),
            buyer=buyer,
            seller=listing.seller,
            quantity=terms.quantity,
            delivery=terms.delivery,
            totals=Totals(price.times(terms.quantity), _fee(listing, terms.delivery)),
            state=OrderState.CREATED,
            hold=Hold(HoldState.HELD, now + terms.pay_within, terms.counted),
            payment=Escrow(PaymentState.NONE, Money(0, price.currency)),
            refund=None,
            shipment=None,
            address=terms.address,
            meetup_code=terms.meetup_code,
            code_tries=0,
            history=(Entry(None, OrderState.CREATED, Step.PLACE, By.BUYER, now),),
            created_at=now,
            entered_at=now,
        )

    def role_of(self, actor: Actor) -> By | None:
        """How somebody takes part in this order; None for strangers."""
        if actor.account_id in (self.buyer.id, self.seller.id):
            return By.BUYER if actor.account_id == self.buyer.id else By.SELLER
        return By.MODERATOR if Permission.MARKET_MODERATE in actor.permissions else None

    def step(
        self, step: Step, by: By, now: datetime, *, reason: str | None = None, target: OrderState | None = None
    ) -> "tuple[Order, Move]":
        """The order one step further, and what that does to stock; a refund is only begun here.

        Refuses a step that the table does not have from this state, with the state as the reason.
        """
        edge = self._edge(step, by, target)
        if edge.money is Due.REFUND:
            return self._giving_back(edge, self.escrowed, now, reason), Move.NONE
        return self._moved(edge, now, reason), edge.stock

    def divided(self, share: Money, now: datetime, reason: str) -> "Order":
        """A moderator's word on a dispute: so much goes back to the buyer first, the rest is the seller's."""
        edge = self._edge(Step.RESOLVE, By.MODERATOR, OrderState.RECEIVED)
        if share.currency != self.escrowed.currency or not 0 < share.amount < self.escrowed.amount:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"share": "More than nothing, and less than all."})
        return self._giving_back(edge, share, now, reason)

    def _giving_back(self, edge: Edge, amount: Money, now: datetime, reason: str | None) -> "Order":
        """The step is completed once so much is back with the buyer."""
        refund = DueRefund(amount, edge.step, edge.by, edge.target, reason, now)
        payment = replace(self.payment, state=PaymentState.REFUNDING)
        return replace(self, version=self.version + 1, refund=refund, payment=payment)

    def _edge(self, step: Step, by: By, target: OrderState | None) -> Edge:
        possible = [edge for edge in self._open(by) if edge.step is step and target in (None, edge.target)]
        if not possible:
            raise Refusal(self._reason(step))
        if step in _GUARDS:
            _GUARDS[step](self)
        return possible[0]

    def _reason(self, step: Step) -> Code:
        if self.refund:
            return Code.ORDER_REFUNDING
        return Code.ORDER_NOT_PAYABLE if step is Step.PAY else Code[f"ORDER_{self.state.name}"]

    def _open(self, by: By) -> list[Edge]:
        """Steps of this role from here; none while the money is on its way back."""
        edges = () if self.refund else leaving(self.state)
        return [edge for edge in edges if edge.by is by and edge.only in (None, self.delivery)]

    def _moved(self, edge: Edge, now: datetime, reason: str | None) -> "Order":
        entry = Entry(self.state, edge.target, edge.step, edge.by, now, reason)
        hold = replace(self.hold, state=HOLD_AFTER.get(edge.stock, self.hold.state))
        payment = replace(self.payment, state=PaymentState.PAID) if edge.money is Due.CAPTURE else self.payment
        return replace(
            self,
            version=self.version + 1,
            state=edge.target,
            hold=hold,
            payment=payment,
            history=(*self.history, entry),
            entered_at=self.entered_at if edge.target is self.state else now,
        )

    def actions(self, by: By | None) -> tuple[Step, ...]:
        """What this role may send now, each once, in the order of the table."""
        steps = dict.fromkeys(edge.step for edge in self._open(by)) if by else {}
        return tuple(step for step in steps if self._allows(step))

    def _allows(self, step: Step) -> bool:
        try:
            _GUARDS.get(step, _always)(self)
        except Refusal:
            return False
        return True

    def begin_payment(self) -> "Order":
        """The buyer is at the cashier: from now on only payments lets the order expire."""
        self._edge(Step.PAY, By.BUYER, None)
        return replace(self, version=self.version + 1, payment=replace(self.payment, state=PaymentState.PENDING))

    def refunded(self, amount: Money, now: datetime) -> "tuple[Order, Move]":
        """This much is back with the buyer: the step that waited for it is completed, its stock comes last."""
        back = self.payment.refunded.plus(amount)
        if back.amount > self.totals.total.amount:
            raise Refusal(Code.ORDER_REFUNDED)
        due, payment = self.refund, replace(self.payment, refunded=back)
        if not due or amount.amount < due.amount.amount:
            rest = replace(due, amount=due.amount.minus(amount)) if due else None
            return replace(self, version=self.version + 1, refund=rest, payment=payment), Move.NONE
        (edge,) = [it for it in leaving(self.state) if (it.step, it.by, it.target) == (due.step, due.by, due.target)]
        moved = self._moved(edge, now, due.reason)
        state = PaymentState.REFUNDED if back == self.totals.total else PaymentState.PAID
        return replace(moved, refund=None, payment=Escrow(state, back)), edge.stock

    def directed(self, listing: Listing, delivery: Delivery, address: Address | None, now: datetime) -> "Order":
        """Told where to go to before it is paid; shipping costs what the listing says."""
        order, _ = self.step(Step.ADDRESS, By.BUYER, now)
        if delivery not in listing.draft.delivery:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"delivery": "The seller does not offer this."})
        if (delivery is Delivery.SHIP) is (address is None):
            raise Refusal(Code.INVALID_PAYLOAD, fields={"address": "What is shipped needs an address, a meeting none."})
        totals = Totals(self.totals.item, _fee(listing, delivery))
        return replace(order, delivery=delivery, address=address, totals=totals)

    def handed_over(self, code: str, now: datetime) -> "tuple[Order, Move]":
        """The seller enters the buyer's code; see `mistaken` for a wrong one."""
        self._edge(Step.HAND_OVER, By.SELLER, None)
        if not hmac.compare_digest(code, self.meetup_code):
            raise Refusal(Code.HANDOVER_CODE_WRONG)
        return self.step(Step.HAND_OVER, By.SELLER, now)

    def mistaken(self) -> "Order":
        """One wrong code more."""
        return replace(self, version=self.version + 1, code_tries=self.code_tries + 1)

    def without_address(self) -> "Order":
        return replace(self, version=self.version + 1, address=None)

    def has_taken(self, step: Step, by: By) -> bool:
        """Whether this was done since the order came into its state, by the order of its history: clocks may differ."""
        here = takewhile(lambda it: it.source is it.target, reversed(self.history))
        return any(it.step is step and it.by is by for it in here)

    def timers(self) -> tuple[Timer, ...]:
        """What the clock will do if nobody does anything, soonest first."""
        edges = () if self.refund else leaving(self.state)
        due = [Timer(edge.step, self._fires_at(edge)) for edge in edges if edge.by is By.CLOCK and self._ticks(edge)]
        return tuple(sorted(due, key=lambda timer: timer.at))

    def _ticks(self, edge: Edge) -> bool:
        if edge.step is Step.REMIND:
            return not self.has_taken(Step.REMIND, By.CLOCK)
        return not (edge.step is Step.DEFAULT and self.has_taken(Step.DISPUTE, By.SELLER))

    def _fires_at(self, edge: Edge) -> datetime:
        assert edge.after is not None
        if edge.step is Step.EXPIRE:
            return self.hold.until
        more = EXTENSION if self.has_taken(Step.EXTEND, By.BUYER) and edge.step is Step.AUTO_RECEIVE else timedelta(0)
        return self.entered_at + edge.after + more

    @property
    def escrowed(self) -> Money:
        """What was paid and is not back with the buyer."""
        return self.totals.total.minus(self.payment.refunded)

    @property
    def next_exit(self) -> Timer | None:
        """The next step by itself that leads into another state, for countdowns."""
        leads_out = {edge.step for edge in leaving(self.state) if edge.target is not self.state}
        return next((timer for timer in self.timers() if timer.step in leads_out), None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a buyer asks for; `price` is of one unit where another than the listing's was agreed on."""

    quantity: int
    delivery: Delivery
    address: Address | None
    meetup_code: str
    pay_within: timedelta
    price: Money | None = None
    counted: bool = True


def _fee(listing: Listing, delivery: Delivery) -> Money:
    """What shipping costs; nothing where the seller asks nothing or they meet."""
    fee = listing.draft.shipping_fee if delivery is Delivery.SHIP else None
    return fee or Money(0, listing.price.currency)


def _always(_: Order) -> None:
    return None


def _payable(order: Order) -> None:
    if order.delivery is Delivery.SHIP and order.address is None:
        raise Refusal(Code.ORDER_NOT_PAYABLE, "Say where it is to be sent first.")


def _not_extended(order: Order) -> None:
    if order.has_taken(Step.EXTEND, By.BUYER):
        raise Refusal(Code.ORDER_EXTENDED)


def _not_answered(order: Order) -> None:
    if order.has_taken(Step.DISPUTE, By.SELLER):
        raise Refusal(Code.ORDER_ANSWERED)


def _tries_left(order: Order) -> None:
    if order.code_tries >= CODE_TRIES:
        raise Refusal(Code.HANDOVER_CODE_LOCKED)


def _unpaid(order: Order) -> None:
    if order.payment.state is not PaymentState.NONE:
        raise Refusal(Code.ORDER_NOT_PAYABLE, "A payment is under way.")


def _never_paid(order: Order) -> None:
    if order.payment.state not in {PaymentState.NONE, PaymentState.PENDING}:
        raise Refusal(Code.ORDER_CANCELLED)


_GUARDS: Mapping[Step, Callable[[Order], None]] = {
    Step.PAY: _payable,
    Step.ADDRESS: _unpaid,
    Step.REVIVE: _never_paid,
    Step.EXTEND: _not_extended,
    Step.DISPUTE: _not_answered,
    Step.HAND_OVER: _tries_left,
}
"""What a step asks for besides the right state and role."""
