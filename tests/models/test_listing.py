"""The moves a seller may make with a listing, and what they leave as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.auction import AuctionState
from models.errors import Code, Refusal
from models.listing import FixedSale, Listing, ListingState
from models.money import LARGEST, Money
from tests.support.auctions import NOON as MAY
from tests.support.auctions import SALE, a_bid, after, an_auction
from tests.support.listings import DRAFT, NOON, SELLER, a_listing

ENDED = {
    ListingState.SOLD: Code.LISTING_SOLD,
    ListingState.WITHDRAWN: Code.LISTING_WITHDRAWN,
    ListingState.REMOVED: Code.LISTING_REMOVED,
}


def stocked(stock: int, price: int = 100) -> FixedSale:
    return FixedSale(Money(price, "CNY"), stock, offers=False, offer_floor=None)


def partly_sold(stock: int, available: int) -> Listing:
    return replace(a_listing(sale=stocked(stock)), available=available)


def test_a_fresh_listing_is_live_and_whole() -> None:
    it = Listing.publish(a_listing().id, SELLER, replace(DRAFT, sale=stocked(7)), NOON)
    assert (it.version, it.state, it.available, it.price) == (1, ListingState.LIVE, 7, Money(100, "CNY"))


def test_revising_changes_the_draft_and_counts_up() -> None:
    before = a_listing()
    after = before.revise(replace(before.draft, title="Cheaper now"), before.version)
    assert after == replace(before, version=2, revision=2, draft=replace(before.draft, title="Cheaper now"))


def test_who_looked_at_an_older_version_is_told_that_it_changed() -> None:
    with pytest.raises(Refusal) as no:
        a_listing(version=3).revise(DRAFT, 2)
    assert no.value.code is Code.LISTING_CHANGED


@given(some.integers(1, 50), some.integers(0, 50), some.integers(1, 100))
def test_what_is_sold_stays_sold_whatever_the_new_stock(stock: int, sold: int, wanted: int) -> None:
    before = partly_sold(stock + sold, stock)
    draft = replace(before.draft, sale=stocked(wanted))
    if wanted > sold:
        assert before.revise(draft, 1).available == wanted - sold
    else:
        with pytest.raises(Refusal) as no:
            before.revise(draft, 1)
        assert list(no.value.fields) == ["sale.stock"]


def test_a_withdrawn_listing_is_gone_and_keeps_everything_else() -> None:
    before = a_listing()
    assert before.withdraw() == replace(before, version=2, state=ListingState.WITHDRAWN)


@pytest.mark.parametrize(("state", "code"), ENDED.items())
def test_nothing_can_be_done_with_what_is_no_longer_for_sale(state: ListingState, code: Code) -> None:
    it = a_listing(state=state)
    for move in (it.withdraw, it.refuse_unless_live, lambda: it.revise(DRAFT, it.version)):
        with pytest.raises(Refusal) as no:
            move()
        assert no.value.code is code


def test_price_times_stock_stays_exact_for_every_client() -> None:
    assert stocked(2, LARGEST // 2).stock == 2
    with pytest.raises(Refusal) as no:
        stocked(2, LARGEST // 2 + 1)
    assert list(no.value.fields) == ["sale.stock"]


def test_a_floor_for_offers_lies_below_the_price() -> None:
    price = Money(100, "CNY")
    assert FixedSale(price, 1, offers=True, offer_floor=price).offer_floor == price
    with pytest.raises(Refusal) as no:
        FixedSale(price, 1, offers=True, offer_floor=Money(101, "CNY"))
    assert list(no.value.fields) == ["sale.offer_floor"]


def test_a_listing_that_is_removed_comes_back_as_it_was() -> None:
    for former in (ListingState.LIVE, ListingState.WITHDRAWN):
        before = a_listing(state=former)
        removed = before.remove()
        assert (removed.state, removed.version) == (ListingState.REMOVED, 2)
        assert removed.restore(former) == replace(before, version=3)


@pytest.mark.parametrize("state", [ListingState.SOLD, ListingState.REMOVED])
def test_what_is_sold_or_removed_is_not_removed(state: ListingState) -> None:
    with pytest.raises(Refusal) as no:
        a_listing(state=state).remove()
    assert no.value.code is ENDED[state]


def test_only_what_is_removed_is_restored() -> None:
    with pytest.raises(Refusal) as no:
        a_listing().restore(ListingState.LIVE)
    assert no.value.code is Code.LISTING_CHANGED


def test_a_listing_shows_its_seller_s_newer_face() -> None:
    newer = replace(SELLER, version=2, display_name="Lin Mei 2")
    assert a_listing().show_seller(newer).seller == newer


def test_what_has_ended_meanwhile_does_not_come_back_as_it_was() -> None:
    sold_out = replace(a_listing(sale=stocked(2)), available=0, sold=2).remove()
    assert sold_out.restore(ListingState.LIVE).state is ListingState.SOLD
    bid_for = replace(
        a_listing(sale=SALE, published_at=MAY), auction=after(an_auction(), a_bid("carl", 20_00))[0]
    ).remove()
    assert bid_for.auction
    assert bid_for.auction.state is AuctionState.UNSOLD
    assert bid_for.restore(ListingState.LIVE).state is ListingState.WITHDRAWN
