"""What the server says about orders unasked."""

from collections.abc import Sequence

from handlers.contract import Push
from handlers.orders.payloads import OrderView
from handlers.ports import Say
from models import rooms
from models.order import Order
from models.order_flow import By


class OrderChanged(Push, name="order:changed"):
    """An order that you take part in was placed, or moved on, or one that you watch did; all of it, as you see it."""

    order: OrderView


def changed(it: Order) -> Sequence[Say]:
    """Each party hears its own view, and moderators who watch it theirs; nobody watches what was not there before."""
    audience = [(rooms.account(it.buyer.id), By.BUYER), (rooms.account(it.seller.id), By.SELLER)]
    if it.version > 1:
        audience.append((rooms.watched_order(it.id), By.MODERATOR))
    return [Say((room,), OrderChanged(order=OrderView.of(it, role))) for room, role in audience]
