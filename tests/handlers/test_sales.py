"""The terms of a sale on the wire."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from handlers.sales import AuctionView, FixedSale, Sale, sale_of
from models.auction import AuctionSale
from models.listing import FixedSale as FixedTerms
from models.money import Money
from tests.support.auctions import SALE, a_bid, an_auction, fold

TERMS = {"kind": "auction", "start": {"amount": 1000, "currency": "CNY"}, "ends_at": "2026-12-01T20:00:00.1234+08:00"}


def read(**changes: Any) -> Any:
    terms = {name: value for name, value in {**TERMS, **changes}.items() if value is not None}
    return TypeAdapter(Sale).validate_json(json.dumps(terms))


def test_the_kind_says_which_terms_they_are() -> None:
    assert isinstance(read().value(), AuctionSale)
    fixed = {"kind": "fixed", "price": {"amount": 5, "currency": "CNY"}}
    assert isinstance(TypeAdapter[Any](Sale).validate_json(json.dumps(fixed)), FixedSale)


def test_an_end_is_kept_in_utc_and_whole_milliseconds() -> None:
    assert read().value().ends_at.isoformat() == "2026-12-01T12:00:00.123000+00:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": "2026-12-01T20:00:00"},
        {"ends_at": "9999-12-31T23:59:59-14:00"},
        {"ends_at": None},
        {"soft_close_seconds": 30},
        {"start": {"amount": -1, "currency": "CNY"}},
        {"kind": "raffle"},
        {"stock": 2},
    ],
)
def test_terms_that_no_auction_has_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)


def test_the_secrets_of_a_sale_are_its_owners() -> None:
    floor = FixedTerms(Money(900, "USD"), 1, offers=True, offer_floor=Money(700, "USD"))
    reserved = AuctionSale(SALE.start, Money(50_00, "USD"), None, SALE.ends_at, 120)
    for sale, secret in ((floor, "offer_floor"), (reserved, "reserve")):
        assert secret in json.loads(sale_of(sale, own=True).model_dump_json())
        assert secret not in json.loads(sale_of(sale, own=False).model_dump_json())


def test_an_auction_shows_price_and_leader_but_no_maximum() -> None:
    view = AuctionView.of(fold(an_auction(), [a_bid("A", 77_77), a_bid("B", 20_00)]))
    assert (view.price.amount, view.next_minimum.amount, view.leader, view.bids) == (20_50, 21_00, "A***e", 2)
    assert "7777" not in view.model_dump_json()
