"""Units move between available, held and sold, and none is ever made or lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.errors import Code, Refusal
from models.listing import FixedSale, Listing, ListingState
from models.money import Money
from models.stock import Move, held, mended, moved
from tests.support.listings import NOON, a_listing

LATER = NOON + timedelta(minutes=5)


def stocked(stock: int) -> Listing:
    return a_listing(sale=FixedSale(Money(100, "CNY"), stock, offers=False, offer_floor=None))


def counts(it: Listing) -> tuple[int, int, int]:
    return it.available, held(it), it.sold


def led(it: Listing, *moves: Move, quantity: int = 1) -> Listing:
    for move in moves:
        it = moved(it, move, quantity, LATER)
    return it


def test_a_hold_takes_what_is_available_and_counts_up() -> None:
    it = led(stocked(3), Move.HOLD, quantity=2)
    assert (counts(it), it.version, it.state, it.reserved_until) == ((1, 2, 0), 2, ListingState.LIVE, None)


def test_when_the_last_unit_is_held_everybody_knows_until_when() -> None:
    assert led(stocked(1), Move.HOLD).reserved_until == LATER
    assert led(stocked(1), Move.HOLD, Move.RELEASE).reserved_until is None


def test_more_than_is_available_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        led(stocked(2), Move.HOLD, quantity=3)
    assert no.value.code is Code.STOCK_INSUFFICIENT


@pytest.mark.parametrize("move", [Move.HOLD, Move.RETAKE])
def test_what_is_off_the_market_is_not_taken(move: Move) -> None:
    with pytest.raises(Refusal) as no:
        led(replace(stocked(2), state=ListingState.WITHDRAWN), move)
    assert no.value.code is Code.LISTING_WITHDRAWN


def test_the_last_sale_ends_the_listing() -> None:
    it = led(stocked(1), Move.HOLD, Move.SELL)
    assert (counts(it), it.state, it.reserved_until) == ((0, 0, 1), ListingState.SOLD, None)


def test_while_a_unit_is_held_the_last_available_one_does_not_end_it() -> None:
    it = led(stocked(2), Move.HOLD, Move.HOLD, Move.SELL)
    assert (counts(it), it.state, it.reserved_until) == ((0, 1, 1), ListingState.LIVE, LATER)


def test_what_comes_back_before_it_was_sent_is_for_sale_again() -> None:
    it = led(stocked(1), Move.HOLD, Move.SELL, Move.RESTOCK)
    assert (counts(it), it.state) == ((1, 0, 0), ListingState.LIVE)


def test_a_withdrawn_listing_stays_withdrawn_whatever_its_last_orders_do() -> None:
    it = replace(led(stocked(1), Move.HOLD), state=ListingState.WITHDRAWN)
    assert led(it, Move.SELL).state is ListingState.WITHDRAWN
    assert led(it, Move.SELL, Move.RESTOCK).state is ListingState.WITHDRAWN
    assert led(it, Move.RELEASE).state is ListingState.WITHDRAWN


def test_a_late_payment_takes_an_available_unit_at_once() -> None:
    assert counts(led(stocked(2), Move.RETAKE)) == (1, 0, 1)


@given(some.integers(1, 20), some.lists(some.tuples(some.sampled_from(list(Move)[1:]), some.integers(1, 5))))
def test_units_are_neither_made_nor_lost(stock: int, moves: list[tuple[Move, int]]) -> None:
    it = stocked(stock)
    for move, quantity in moves:
        bound = {Move.SELL: held(it), Move.RELEASE: held(it), Move.RESTOCK: it.sold}
        if bound.get(move, quantity) < quantity:
            continue  # no order holds or has bought so many
        try:
            it = moved(it, move, quantity, LATER)
        except Refusal:
            continue
        assert sum(counts(it)) == stock
        assert min(counts(it)) >= 0
        assert (it.state is ListingState.SOLD) is (it.sold == stock)


def test_counters_that_agree_with_the_orders_are_left_alone() -> None:
    it = led(stocked(3), Move.HOLD, Move.HOLD, Move.SELL)
    assert mended(it, 1, 1) is None


def test_what_orders_hold_is_not_available_twice() -> None:
    it = replace(led(stocked(3), Move.HOLD), available=3)
    fixed = mended(it, 1, 0)
    assert fixed
    assert (fixed.available, fixed.version) == (2, it.version + 1)


def test_units_that_nobody_accounts_for_are_reported_and_not_sold() -> None:
    it = replace(stocked(3), available=1)
    assert mended(it, 0, 0) is it
    assert mended(it, 0, 1) == replace(it, version=2, sold=1)
