"""The life of an order as a table: each step, who takes it, when it happens by itself, what becomes of stock and money.

Code, documents and tests all read this table; nothing else knows which step follows which state.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models.listing import Delivery
from models.stock import Move

PAY_WITHIN = timedelta(minutes=5)
REMIND_AFTER = timedelta(days=3)
SHIP_WITHIN = timedelta(days=5)
RECEIVE_WITHIN = timedelta(days=10)
EXTENSION = timedelta(days=3)
ANSWER_WITHIN = timedelta(hours=72)
RESOLVE_WITHIN = timedelta(days=21)


class OrderState(StrEnum):
    CREATED = "created"
    PAID = "paid"
    SHIPPED = "shipped"
    DISPUTED = "disputed"
    RECEIVED = "received"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


FINAL = frozenset({OrderState.COMPLETED, OrderState.CANCELLED, OrderState.REFUNDED})
"""Nothing happens any more by itself or by the parties."""


class Step(StrEnum):
    """What happens to an order, under the name that requests and histories call it by."""

    PLACE = "order:place"
    ADDRESS = "order:address"
    PAY = "order:pay"
    EXPIRE = "order:expire"
    REVIVE = "order:revive"
    CANCEL = "order:cancel"
    REMIND = "order:remind"
    LAPSE = "order:lapse"
    SHIP = "order:ship"
    HAND_OVER = "order:hand_over"
    RECEIVE = "order:receive"
    EXTEND = "order:extend"
    AUTO_RECEIVE = "order:auto_receive"
    DISPUTE = "order:dispute"
    DEFAULT = "order:default"
    CLOSE_DISPUTE = "order:close_dispute"
    RESOLVE = "order:resolve"
    COMPLETE = "order:complete"


class By(StrEnum):
    """Who takes a step."""

    BUYER = "buyer"
    SELLER = "seller"
    MODERATOR = "moderator"
    CLOCK = "clock"
    """The timer of the order itself."""
    PAYMENTS = "payments"
    """Money that moved, or the job that looks after it."""


class Due(StrEnum):
    """What a step asks of payments."""

    NONE = "none"
    CAPTURE = "capture"
    """The buyer's money is held in escrow."""
    REFUND = "refund"
    """The money goes back first; the step is completed when it is back."""
    SHARE = "share"
    """As much as was decided goes back first, which may be nothing; the rest stays in escrow."""
    PAYOUT = "payout"
    """The money goes to the seller."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One step from one state to another.

    `after`: it happens by itself so long after the state was entered; `only`: for this way of delivery alone.
    """

    source: OrderState | None
    step: Step
    by: By
    target: OrderState
    after: timedelta | None = None
    stock: Move = Move.NONE
    money: Due = Due.NONE
    only: Delivery | None = None


_S = OrderState

EDGES = (
    Edge(None, Step.PLACE, By.BUYER, _S.CREATED, stock=Move.HOLD),
    Edge(_S.CREATED, Step.ADDRESS, By.BUYER, _S.CREATED),
    Edge(_S.CREATED, Step.PAY, By.BUYER, _S.PAID, stock=Move.SELL, money=Due.CAPTURE),
    Edge(_S.CREATED, Step.CANCEL, By.BUYER, _S.CANCELLED, stock=Move.RELEASE),
    Edge(_S.CREATED, Step.EXPIRE, By.CLOCK, _S.CANCELLED, after=PAY_WITHIN, stock=Move.RELEASE),
    Edge(_S.CANCELLED, Step.REVIVE, By.PAYMENTS, _S.PAID, stock=Move.RETAKE, money=Due.CAPTURE),
    Edge(_S.PAID, Step.CANCEL, By.BUYER, _S.CANCELLED, stock=Move.RESTOCK, money=Due.REFUND),
    Edge(_S.PAID, Step.CANCEL, By.SELLER, _S.CANCELLED, stock=Move.RESTOCK, money=Due.REFUND),
    Edge(_S.PAID, Step.REMIND, By.CLOCK, _S.PAID, after=REMIND_AFTER),
    Edge(_S.PAID, Step.LAPSE, By.CLOCK, _S.CANCELLED, after=SHIP_WITHIN, stock=Move.RESTOCK, money=Due.REFUND),
    Edge(_S.PAID, Step.SHIP, By.SELLER, _S.SHIPPED, only=Delivery.SHIP),
    Edge(_S.PAID, Step.HAND_OVER, By.SELLER, _S.RECEIVED, only=Delivery.MEETUP),
    Edge(_S.PAID, Step.RECEIVE, By.BUYER, _S.RECEIVED, only=Delivery.MEETUP),
    Edge(_S.SHIPPED, Step.RECEIVE, By.BUYER, _S.RECEIVED),
    Edge(_S.SHIPPED, Step.EXTEND, By.BUYER, _S.SHIPPED),
    Edge(_S.SHIPPED, Step.AUTO_RECEIVE, By.CLOCK, _S.RECEIVED, after=RECEIVE_WITHIN),
    Edge(_S.SHIPPED, Step.DISPUTE, By.BUYER, _S.DISPUTED),
    Edge(_S.DISPUTED, Step.DISPUTE, By.SELLER, _S.DISPUTED),
    Edge(_S.DISPUTED, Step.RECEIVE, By.BUYER, _S.RECEIVED),
    Edge(_S.DISPUTED, Step.DEFAULT, By.CLOCK, _S.REFUNDED, after=ANSWER_WITHIN, money=Due.REFUND),
    Edge(_S.DISPUTED, Step.CLOSE_DISPUTE, By.CLOCK, _S.REFUNDED, after=RESOLVE_WITHIN, money=Due.REFUND),
    Edge(_S.DISPUTED, Step.RESOLVE, By.MODERATOR, _S.REFUNDED, money=Due.REFUND),
    Edge(_S.DISPUTED, Step.RESOLVE, By.MODERATOR, _S.RECEIVED, money=Due.SHARE),
    Edge(_S.RECEIVED, Step.COMPLETE, By.PAYMENTS, _S.COMPLETED, after=timedelta(0), money=Due.PAYOUT),
)
"""All there is. Of a dispute, the seller's own `order:dispute` is his answer to it."""


_LEAVING = {state: tuple(edge for edge in EDGES if edge.source is state) for state in (None, *OrderState)}


def leaving(state: OrderState | None) -> tuple[Edge, ...]:
    """The steps from a state, in the order of the table."""
    return _LEAVING[state]
