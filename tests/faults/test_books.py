"""The checker finds nothing wrong where nothing is, and every planted fault."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from models.order_flow import OrderState
from server.stores.mongo import listings, orders
from tests.faults.books import LOOKS, Told, everything, held, money, told_alike
from tests.support.orders import LISTING_OF_ONE, an_order, in_state


@dataclass(slots=True)
class Books:
    """What a checker is shown."""

    told: list[Told]
    orders: list[dict[str, Any]]
    listings: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    gateway: list[dict[str, Any]]

    def all_wrong(self) -> list[str]:
        wrong = everything(self.told, self.orders, self.listings)
        return [*wrong, *money(self.orders, self.ledger, self.gateway), *held(self.orders, self.ledger)]


def told(event: str, begun: float, *answers: Any, **body: Any) -> Told:
    """Answered a second after it was asked for."""
    if event not in LOOKS:
        body["request_id"] = f"{event}-{begun}"
    return Told(event, body, list(answers), begun, begun + 1)


def said(noun: str, thing: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A good answer that shows an order or a listing."""
    shown = {key: thing[key] for key in ("version", "state", "available", "quantity") if key in thing}
    return {"ok": True, "data": {noun: {"id": thing["_id"], **shown, **more}}}


def sound() -> Books:
    """One thing: ordered, given up and ordered again and paid, told twice; one came too late, one heard nothing."""
    listing = {**listings.to_doc(LISTING_OF_ONE), "available": 0, "sold": 1, "version": 5}
    first = orders.to_doc(in_state(OrderState.CANCELLED, listing=LISTING_OF_ONE))
    order = orders.to_doc(in_state(OrderState.PAID, listing=LISTING_OF_ONE))
    late = {"ok": False, "error": {"code": "stock_insufficient"}}
    item, total = {"listing_id": listing["_id"]}, sum(order["totals"].values())
    placed, again = said("order", first, version=1, state="created"), said("order", order, version=1, state="created")
    return Books(
        [
            told("order:place", 0, None, placed, placed, **item),
            told("order:place", 2, late, **item),
            told("listing:get", 2, said("listing", listing, version=2, available=0), **item),
            told("order:cancel", 4, said("order", first), order_id=first["_id"]),
            told("listing:get", 6, said("listing", listing, version=3, available=1), **item),
            told("order:place", 8, again, **item),
            told("order:get", 10, said("order", order), order_id=order["_id"]),
            Told("order:place", {"request_id": "unheard", **item}, [None], 10),
        ],
        [first, order],
        [listing],
        [entry("payment", f"{order['_id']}_1", total, order)],
        [{"number": f"{order['_id']}_1", "request_number": "", "amount": total}],
    )


def entry(kind: str, reference: str, amount: int, order: dict[str, Any]) -> dict[str, Any]:
    legs = [{"account": "gateway", "amount": amount}, {"account": "escrow", "amount": -amount}]
    trade = f"{order['_id']}_1"
    return {"order_id": order["_id"], "kind": kind, "reference": reference, "trade": trade, "legs": legs}


def sold_twice(books: Books) -> None:
    books.orders.append(orders.to_doc(an_order(listing=LISTING_OF_ONE)))


def lost(books: Books) -> None:
    del books.orders[1], books.ledger[0], books.gateway[0]
    books.listings[0].update(available=1, sold=0)


def answered_otherwise(books: Books) -> None:
    books.told[0].answers.append(said("order", books.orders[0], version=2))


def shared(books: Books) -> None:
    books.told.append(told("order:place", 11, said("order", books.orders[1], version=1)))


def miscounted(books: Books) -> None:
    books.listings[0]["available"] = 1


def unheard_of(books: Books) -> None:
    books.told = [it for it in books.told if it.event != "order:place"]


def jumped(books: Books) -> None:
    books.orders[1]["state"] = "shipped"


def gap(books: Books) -> None:
    del books.orders[1]["history"][0]


def shown_as_it_was(books: Books) -> None:
    """Nobody had it, and yet it was shown as reserved."""
    books.told[4] = told(
        "listing:get", 6, said("listing", books.listings[0], version=3, available=0), **books.told[4].body
    )


def given_twice(books: Books) -> None:
    """Somebody else had it in between, of which nothing is stored."""
    books.told[4] = told("order:place", 6, said("order", {**books.orders[0], "_id": "other"}), **books.told[4].body)


def went_back(books: Books) -> None:
    books.told.append(told("order:get", 12, said("order", books.orders[1], version=1), order_id=books.orders[1]["_id"]))


def two_winners(books: Books) -> None:
    books.told.append(told("order:ship", 3, said("order", books.orders[0]), order_id=books.orders[0]["_id"]))


def never_stored(books: Books) -> None:
    books.told.append(told("order:get", 12, said("order", books.orders[1], version=9), order_id=books.orders[1]["_id"]))


def never_paid(books: Books) -> None:
    books.gateway.clear()


def paid_back_unseen(books: Books) -> None:
    line = books.gateway[0]
    books.gateway.append({**line, "request_number": "again", "amount": -line["amount"]})


def paid_back_twice(books: Books) -> None:
    """Both books agree, and yet the order is still paid."""
    line = books.gateway[0]
    books.gateway.append({**line, "request_number": "again", "amount": -line["amount"]})
    books.ledger.append(entry("refund", "again", -line["amount"], books.orders[1]))


def entered_twice(books: Books) -> None:
    books.ledger.append(books.ledger[0])
    books.gateway.append(books.gateway[0])


def out_of_balance(books: Books) -> None:
    books.ledger[0]["legs"][1]["amount"] += 1


FOUND: dict[Callable[[Books], None], str] = {
    sold_twice: "sold twice",
    lost: "acked and lost",
    answered_otherwise: "different answers",
    shared: "one order for 2 requests",
    miscounted: "counters of",
    unheard_of: "that nobody was told of",
    jumped: "and went to",
    gap: "went from None",
    shown_as_it_was: "no course of events",
    given_twice: "no course of events",
    went_back: "went back from version",
    two_winners: "steps made version",
    never_stored: "and is stored in",
    never_paid: "our ledger alone knows of",
    paid_back_unseen: "the gateway alone knows of",
    paid_back_twice: "0 instead of",
    entered_twice: "entered twice",
    out_of_balance: "does not sum to zero",
}
"""What is planted, and the words in which it is told."""


def test_sound_books_are_left_alone() -> None:
    assert sound().all_wrong() == []
    ended = [orders.to_doc(in_state(state)) for state in OrderState]
    placed = [told("order:place", 0, said("order", it, version=1), listing_id=it["item"]["id"]) for it in ended]
    assert everything(placed, ended, []) == []


def test_a_push_that_tells_another_story_is_found() -> None:
    def order(version: int, state: str) -> dict[str, Any]:
        return {"order": {"id": "o", "version": version, "state": state, "payment": {"state": "paid"}}}

    acked = [told("order:ship", 0, {"ok": True, "data": order(4, "shipped")})]
    assert told_alike(acked, [("order:changed", order(4, "shipped")), ("order:changed", order(3, "paid"))]) == []
    assert told_alike(acked, [("order:changed", order(4, "paid"))])


@pytest.mark.parametrize(("plant", "words"), FOUND.items())
def test_every_planted_fault_is_found(plant: Callable[[Books], None], words: str) -> None:
    books = sound()
    plant(books)
    assert [wrong for wrong in books.all_wrong() if words in wrong]
