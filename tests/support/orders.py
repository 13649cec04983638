"""Orders for tests: a plausible one, of which a test changes what it is about, and ways to lead it on."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from models.ids import AccountId, OrderId, random_id
from models.listing import Delivery, Listing
from models.order import Address, Order, PaymentState, Terms
from models.order_flow import PAY_WITHIN, By, OrderState, Step
from models.stock import Move
from tests.support.listings import NOON, SELLER, a_listing

BUYER = replace(SELLER, id=AccountId(random_id()), handle="wang_wei", display_name="王伟")
ADDRESS = Address("王伟", "+86 138 0000 0000", None, "浙江", "杭州", "文一路 1 号", "310000")
CODE = "042042"
BOTH = (Delivery.SHIP, Delivery.MEETUP)
LISTING_OF_ONE = a_listing(delivery=BOTH)


def terms(delivery: Delivery = Delivery.SHIP, **changes: Any) -> Terms:
    address = ADDRESS if delivery is Delivery.SHIP else None
    return replace(Terms(1, delivery, address, CODE, PAY_WITHIN), **changes)


def an_order(
    delivery: Delivery = Delivery.SHIP, *, listing: Listing | None = None, at: datetime = NOON, **changes: Any
) -> Order:
    """Just placed unless told otherwise; changes are those of the order."""
    placed = Order.place(OrderId(random_id()), listing or a_listing(delivery=BOTH), BUYER, terms(delivery), at)
    return replace(placed, **changes)


def taken(order: Order, *steps: tuple[Step, By], at: datetime = NOON) -> Order:
    """The order after these steps."""
    for step, by in steps:
        order, _ = order.step(step, by, at, reason="because" if step is Step.DISPUTE else None)
    return order


TO_PAID = ((Step.PAY, By.BUYER),)
TO_SHIPPED = (*TO_PAID, (Step.SHIP, By.SELLER))
TO_DISPUTED = (*TO_SHIPPED, (Step.DISPUTE, By.BUYER))
TO_RECEIVED = (*TO_SHIPPED, (Step.RECEIVE, By.BUYER))
PATHS: dict[OrderState, tuple[tuple[Step, By], ...]] = {
    OrderState.CREATED: (),
    OrderState.PAID: TO_PAID,
    OrderState.SHIPPED: TO_SHIPPED,
    OrderState.DISPUTED: TO_DISPUTED,
    OrderState.RECEIVED: TO_RECEIVED,
    OrderState.COMPLETED: (*TO_RECEIVED, (Step.COMPLETE, By.PAYMENTS)),
    OrderState.CANCELLED: ((Step.CANCEL, By.BUYER),),
}
"""How an order gets into a state; see `refunded` for the one that money leads to."""


def in_state(state: OrderState, **changes: Any) -> Order:
    """An order that has come into this state, by the shortest way."""
    order = an_order(**changes)
    if state is OrderState.REFUNDED:
        return refunded(taken(order, *TO_DISPUTED, (Step.DEFAULT, By.CLOCK)))
    return taken(order, *PATHS[state])


def refunded(order: Order) -> Order:
    """All of its money is back."""
    assert order.payment.state is PaymentState.REFUNDING
    back, _ = order.refunded(order.escrowed, NOON)
    return back


def move_of(order: Order, step: Step, by: By) -> Move:
    """What a step does to stock."""
    return order.step(step, by, NOON)[1]
