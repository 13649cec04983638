"""Who hears of an order: its parties, each in his own room, each his own view, and moderators who watch it."""

from dataclasses import replace
from typing import cast

from handlers.orders.pushes import OrderChanged, changed
from models import rooms
from models.actor import ANONYMOUS
from models.listing import Delivery
from models.order_flow import By
from tests.support.orders import BUYER, CODE, an_order


def test_of_a_new_order_each_party_hears_its_own_view_and_nobody_else_hears_any() -> None:
    order = an_order(Delivery.MEETUP)
    to_buyer, to_seller = changed(order)
    assert (to_buyer.rooms, to_seller.rooms) == ((rooms.account(BUYER.id),), (rooms.account(order.seller.id),))
    assert cast(OrderChanged, to_buyer.push).order.actions == order.actions(By.BUYER)
    assert CODE in to_buyer.push.model_dump_json()
    assert CODE not in to_seller.push.model_dump_json()


def test_moderators_who_watch_an_order_hear_how_it_moves_on_as_they_see_it() -> None:
    order = replace(an_order(Delivery.MEETUP), version=2)
    *_, to_staff = changed(order)
    assert to_staff.rooms == (rooms.watched_order(order.id),)
    assert not rooms.admits(to_staff.rooms[0], ANONYMOUS)
    assert cast(OrderChanged, to_staff.push).order.actions == order.actions(By.MODERATOR)
    assert CODE not in to_staff.push.model_dump_json()
