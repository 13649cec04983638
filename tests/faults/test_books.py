"""The checker finds nothing wrong where nothing is, and every planted fault."""

from collections.abc import Callable
from typing import Any

import pytest

from models.order_flow import OrderState
from server.stores.mongo import listings, orders
from tests.faults.books import Told, everything
from tests.support.orders import LISTING_OF_ONE, an_order, in_state

Books = tuple[list[Told], list[dict[str, Any]], list[dict[str, Any]]]


def answer(order_id: str, **more: Any) -> dict[str, Any]:
    return {"ok": True, "data": {"order": {"id": order_id, **more}}}


def sound() -> Books:
    """One thing, ordered once, told twice; somebody came too late, and somebody's answer was lost."""
    order = orders.to_doc(an_order(listing=LISTING_OF_ONE))
    listing = {**listings.to_doc(LISTING_OF_ONE), "available": 0}
    late = {"ok": False, "error": {"code": "stock_insufficient"}}
    told = [
        Told("r1", [None, answer(order["_id"]), answer(order["_id"])]),
        Told("r2", [late]),
        Told("r3", [None]),
    ]
    return told, [order], [listing]


def twice(books: Books) -> None:
    books[1].append(orders.to_doc(an_order(listing=LISTING_OF_ONE)))


def lost(books: Books) -> None:
    books[1].clear()
    books[2][0]["available"] = 1


def answered_otherwise(books: Books) -> None:
    books[0][0].answers.append(answer(books[1][0]["_id"], version=2))


def shared(books: Books) -> None:
    books[0].append(Told("r4", [answer(books[1][0]["_id"])]))


def miscounted(books: Books) -> None:
    books[2][0]["available"] = 1


def unheard_of(books: Books) -> None:
    books[0].clear()


def jumped(books: Books) -> None:
    books[1][0]["state"] = "shipped"


def gap(books: Books) -> None:
    del books[1][0]["history"][0]


def test_sound_books_are_left_alone() -> None:
    assert everything(*sound()) == []
    shipped = [orders.to_doc(in_state(state)) for state in OrderState]
    assert everything([Told(it["_id"], [answer(it["_id"])]) for it in shipped], shipped, []) == []


@pytest.mark.parametrize("plant", [twice, lost, answered_otherwise, shared, miscounted, unheard_of, jumped, gap])
def test_every_planted_fault_is_found(plant: Callable[[Books], None]) -> None:
    books = sound()
    plant(books)
    assert everything(*books)
