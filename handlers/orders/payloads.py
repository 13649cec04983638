"""The wire shapes of orders: requests and views."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from annotated_types import Len
from pydantic import Field, StringConstraints

from handlers.contract import Maybe, View, Wire, unchecked
from handlers.listings.payloads import SellerView
from handlers.sales import MOST_UNITS
from handlers.shapes import Identifier, Line, Lines, Moment, Money, OnceRequest, PageRequest, PictureView
from models import order
from models.listing import Delivery
from models.order import Order, PaymentState
from models.order_flow import By, OrderState, Step

Reason = Annotated[str, Lines, Len(1, 500)]
Short = Annotated[str, Line, Len(1, 100)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{3,22}[0-9]$")]


class Address(Wire):
    """Where a parcel goes; buyer, seller and moderators see it."""

    recipient: Short
    phone: Phone
    country: Maybe[Short] = None
    region: Maybe[Short] = None
    city: Short
    street: Annotated[str, Line, Len(1, 200)]
    postal_code: Maybe[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 -]{2,12}$")]] = None

    def value(self) -> order.Address:
        return order.Address(
            self.recipient, self.phone, self.country, self.region, self.city, self.street, self.postal_code
        )

    @classmethod
    def of(cls, it: order.Address) -> Self:
        return unchecked(cls.__new__(cls), {name: getattr(it, name) for name in cls.model_fields})


class PlaceOrder(OnceRequest):
    """`expected_amount` is the total that the buyer was shown; another one is refused with `amount_changed`."""

    listing_id: Identifier
    quantity: Annotated[int, Field(ge=1, le=MOST_UNITS)] = 1
    delivery: Delivery
    address: Maybe[Address] = None
    expected_amount: Maybe[Money] = None


class DirectOrder(OnceRequest):
    """Where it is to be sent, or that it is to be met for."""

    order_id: Identifier
    delivery: Delivery
    address: Maybe[Address] = None


class OneOrder(Wire):
    order_id: Identifier


class StepRequest(OnceRequest):
    """A step that needs no more than the order, and may be given a reason."""

    order_id: Identifier
    reason: Maybe[Reason] = None


class DisputeOrder(OnceRequest):
    """The buyer's complaint, or the seller's answer to it."""

    order_id: Identifier
    reason: Reason


class ShipOrder(OnceRequest):
    order_id: Identifier
    carrier: Annotated[str, Line, Len(1, 60)]
    tracking_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{4,40}$")]


class HandOverOrder(OnceRequest):
    """`code` is the one on the buyer's page."""

    order_id: Identifier
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Outcome(StrEnum):
    """How a moderator ends a dispute."""

    REFUND = "refund"
    RELEASE = "release"


class ResolveOrder(OnceRequest):
    """`share` is given back to the buyer before the rest is released; without it, all goes one way."""

    order_id: Identifier
    outcome: Outcome
    reason: Reason
    share: Maybe[Money] = None


class Side(StrEnum):
    """Whose orders: what one bought, what one sold, or what waits for a moderator."""

    BUYER = "buyer"
    SELLER = "seller"
    MODERATOR = "moderator"


class ListOrders(PageRequest):
    """`moderator` lists orders of everybody, disputed ones unless `state` says otherwise."""

    role: Side
    state: Maybe[OrderState] = None


class ItemView(View):
    """The listing as it was when it was ordered."""

    id: str
    title: str
    picture: Maybe[PictureView] = None


class TotalsView(View):
    item: Money
    shipping: Money
    total: Money

    @classmethod
    def of(cls, it: order.Totals) -> Self:
        return cls(item=Money.of(it.item), shipping=Money.of(it.shipping), total=Money.of(it.total))


class PaymentView(View):
    state: PaymentState
    refunded: Money


class ShipmentView(View):
    carrier: str
    tracking_number: str


class AutomaticView(View):
    """What happens by itself if nobody does anything, and when."""

    event: Step
    at: Moment


class EntryView(View):
    """One line of the history; `from` is null for the first."""

    source: Annotated[OrderState | None, Field(serialization_alias="from")]
    target: Annotated[OrderState, Field(serialization_alias="to")]
    event: Step
    by: By
    at: Moment
    reason: Maybe[str] = None

    @classmethod
    def of(cls, it: order.Entry) -> Self:
        return cls(source=it.source, target=it.target, event=it.step, by=it.by, at=it.at, reason=it.reason)

    @classmethod
    def _all_travels(cls) -> bool:
        return False

    def plain(self) -> Mapping[str, Any]:
        """`from` is no name in Python."""
        values = dict(super().plain())
        return {"from": values.pop("source"), "to": values.pop("target"), **values}


class OrderView(View):
    """An order as one who takes part in it sees it; `meetup_code` is for the buyer alone.

    `actions` are the events that this viewer may send now; `next_automatic` is what happens if nobody does anything.
    """

    id: str
    version: int
    listing: ItemView
    buyer: SellerView
    seller: SellerView
    quantity: int
    delivery: Delivery
    totals: TotalsView
    state: OrderState
    actions: tuple[Step, ...]
    next_automatic: Maybe[AutomaticView] = None
    shipment: Maybe[ShipmentView] = None
    address: Maybe[Address] = None
    meetup_code: Maybe[str] = None
    payment: PaymentView
    history: tuple[EntryView, ...]
    created_at: Moment

    @classmethod
    def of(cls, it: Order, viewer: By | None) -> "OrderView":
        """What this viewer sees. One request shows an order to who asked and to both parties: it is drawn up once."""
        if cls._latest is None or cls._latest[0] is not it:
            cls._latest = (it, _common(it), {})
        _, common, views = cls._latest
        if viewer not in views:
            code = it.meetup_code if viewer is By.BUYER and it.delivery is Delivery.MEETUP else None
            views[viewer] = cls(**common, actions=it.actions(viewer), meetup_code=code)
        return views[viewer]

    _latest: ClassVar[tuple[Order, dict[str, Any], dict[By | None, "OrderView"]] | None] = None


def _common(it: Order) -> dict[str, Any]:
    """What all who take part in it see alike."""
    picture, timer = it.item.picture, it.next_exit
    return {
        "id": it.id,
        "version": it.version,
        "listing": ItemView(id=it.item.id, title=it.item.title, picture=PictureView.of(picture) if picture else None),
        "buyer": SellerView.of(it.buyer),
        "seller": SellerView.of(it.seller),
        "quantity": it.quantity,
        "delivery": it.delivery,
        "totals": TotalsView.of(it.totals),
        "state": it.state,
        "next_automatic": AutomaticView(event=timer.step, at=timer.at) if timer else None,
        "shipment": _shipment(it),
        "address": Address.of(it.address) if it.address else None,
        "payment": PaymentView(state=it.payment.state, refunded=Money.of(it.payment.refunded)),
        "history": tuple(EntryView.of(entry) for entry in it.history),
        "created_at": it.created_at,
    }


def _shipment(it: Order) -> ShipmentView | None:
    shipment = it.shipment
    return ShipmentView(carrier=shipment.carrier, tracking_number=shipment.tracking_number) if shipment else None


class OrderReply(View):
    """An order as it is now, as who asked sees it."""

    order: OrderView


class OrderPage(View):
    items: tuple[OrderView, ...]
    next_cursor: str | None
