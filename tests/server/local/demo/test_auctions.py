"""Demo auctions: terms that a seller would set, and bidders who know when it is enough."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.listing import Listing
from models.money import EXPONENTS, Money
from server.local.demo import auctions
from server.local.demo.people import crowd
from tests.support.listings import a_listing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEOPLE = crowd(1, 8, NOW)


def _listing(seed: int, age: timedelta, currency: str = "CNY") -> Listing:
    luck, published_at = random.Random(seed), NOW - age
    terms = auctions.terms(luck, Money(500 * 10 ** EXPONENTS[currency], currency), published_at, NOW)
    fresh = a_listing()
    draft = replace(fresh.draft, sale=terms)
    return Listing.publish(fresh.id, PEOPLE[0].seller, draft, published_at)


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_terms_are_such_as_the_market_takes_in_every_currency(currency: str) -> None:
    for seed in range(50):
        for age in (timedelta(0), timedelta(hours=2), auctions.LONGEST_RUN - timedelta(seconds=1)):
            listing = _listing(seed, age, currency)
            assert listing.auction
            assert NOW < listing.auction.ends_at <= NOW + auctions.LONGEST_RUN


def test_some_have_a_reserve_some_a_price_for_buying_at_once_and_some_end_soon() -> None:
    running = [it for seed in range(100) if (it := _listing(seed, timedelta(hours=2)).auction)]
    assert 10 < sum(it.reserve is not None for it in running) < 60
    assert 10 < sum(it.buy_now is not None for it in running) < 60
    assert 5 < sum(it.ends_at - NOW < timedelta(minutes=90) for it in running) < 60


def test_people_outbid_each_other_until_it_is_worth_no_more_to_anybody() -> None:
    bids = leads = 0
    for seed in range(40):
        listing, placed = auctions.with_bids(random.Random(seed), _listing(seed, timedelta(days=2)), PEOPLE, NOW)
        assert listing.auction
        moments = [it.bid.at for it in placed]
        assert moments == sorted(moments)
        assert all(listing.published_at <= at <= NOW for at in moments)
        start = Money(listing.auction.start, "CNY")
        for it in placed:
            assert it.bid.maximum <= auctions.worth(it.bid.bidder.handle, listing.id, start)
        bids += listing.auction.bids
        leads += listing.auction.lead is not None
    assert 20 < leads < 40
    assert bids > 2 * leads


def test_nobody_bids_more_than_it_is_worth_to_him_or_less_than_it_takes() -> None:
    for seed in range(100):
        amount = auctions.maximum(random.Random(seed), 1_050, 2_399, "CNY")
        assert amount
        assert 1_050 <= amount <= 2_399
    assert auctions.maximum(random.Random(1), 2_400, 2_399, "CNY") is None
