"""What the server says about orders unasked."""

from collections.abc import Sequence

from handlers.contract import Push
from handlers.orders.payloads import OrderView
from handlers.ports import Say
from models import rooms
from models.order import Order
from models.order_flow import By


class OrderChanged(Push, name="order:changed"):
    """An order that you take part in was placed or moved on; this is all of it, as you see it."""

    order: OrderView


def changed(it: Order) -> Sequence[Say]:
    """Each party hears its own view, and nobody else hears any."""
    parties = ((it.buyer.id, By.BUYER), (it.seller.id, By.SELLER))
    return [Say((rooms.account(party),), OrderChanged(order=OrderView.of(it, role))) for party, role in parties]
