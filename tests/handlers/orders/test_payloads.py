"""What travels of an order: each party its own view, in the shape that clients rely on."""

import json

import pytest
from pydantic import ValidationError

from handlers.orders.payloads import Address, OrderReply, OrderView, ShipOrder
from models.listing import Delivery
from models.order_flow import By, OrderState
from tests.support.orders import ADDRESS, CODE, an_order, in_state


def test_the_code_is_for_the_buyer_alone() -> None:
    order = an_order(Delivery.MEETUP)
    assert OrderView.of(order, By.BUYER).meetup_code == CODE
    for viewer in (By.SELLER, By.MODERATOR, None):
        assert CODE not in OrderView.of(order, viewer).model_dump_json()


def test_everybody_who_takes_part_sees_the_address() -> None:
    for viewer in (By.BUYER, By.SELLER, By.MODERATOR):
        assert OrderView.of(an_order(), viewer).address == Address.of(ADDRESS)


def test_what_happens_by_itself_is_told_with_its_time() -> None:
    order = in_state(OrderState.SHIPPED)
    assert order.next_exit
    told = OrderView.of(order, By.BUYER).next_automatic
    assert told
    assert (told.event, told.at) == (order.next_exit.step, order.next_exit.at)
    assert OrderView.of(in_state(OrderState.COMPLETED), By.BUYER).next_automatic is None


def test_the_history_says_from_and_to() -> None:
    (first, second) = json.loads(OrderView.of(in_state(OrderState.PAID), By.BUYER).model_dump_json())["history"]
    assert (first["from"], first["to"], first["by"]) == (None, "created", "buyer")
    assert (second["from"], second["to"], second["event"]) == ("created", "paid", "order:pay")
    assert "reason" not in second


def test_an_address_travels_there_and_back() -> None:
    assert Address.of(ADDRESS).value() == ADDRESS


@pytest.mark.parametrize("number", ["", "a b c d", "12", "x" * 41])
def test_a_tracking_number_is_one(number: str) -> None:
    with pytest.raises(ValidationError):
        ShipOrder(request_id="r" * 16, order_id="o", carrier="SF Express", tracking_number=number)


def test_what_is_shown_to_several_is_told_to_each_as_he_sees_it() -> None:
    order = an_order(Delivery.MEETUP)
    buyer, seller = (OrderView.of(order, by) for by in (By.BUYER, By.SELLER))
    assert OrderView.of(order, By.BUYER) is buyer
    texts = [OrderReply(order=view).model_dump_json() for view in (buyer, seller, buyer)]
    assert texts[0] == texts[2] == f'{{"order":{buyer.model_dump_json()}}}'
    assert json.loads(texts[1])["order"]["actions"] == list(order.actions(By.SELLER))
