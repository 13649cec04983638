"""Who hears of an order: its parties, each in his own room, each his own view."""

from typing import cast

from handlers.orders.pushes import OrderChanged, changed
from models import rooms
from models.listing import Delivery
from models.order_flow import By
from tests.support.orders import BUYER, CODE, an_order


def test_each_party_hears_its_own_view_and_nobody_else_hears_any() -> None:
    order = an_order(Delivery.MEETUP)
    to_buyer, to_seller = changed(order)
    assert (to_buyer.rooms, to_seller.rooms) == ((rooms.account(BUYER.id),), (rooms.account(order.seller.id),))
    assert cast(OrderChanged, to_buyer.push).order.actions == order.actions(By.BUYER)
    assert CODE in to_buyer.push.model_dump_json()
    assert CODE not in to_seller.push.model_dump_json()
