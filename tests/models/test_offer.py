"""Offers: who may say what about a price, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.errors import Code, Refusal
from models.ids import AccountId, OfferId, OrderId
from models.listing import FixedSale, Listing
from models.money import Money
from models.offer import LIFE, Move, Offer, OfferState, Party
from tests.support.auctions import NOON as MAY
from tests.support.auctions import SALE
from tests.support.listings import NOON, SELLER, a_listing

BUYER = replace(SELLER, id=AccountId("buyer"), handle="buyer")


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def for_sale(*, floor: int | None = None, offers: bool = True) -> Listing:
    return a_listing(sale=FixedSale(yuan(100), 1, offers, yuan(floor) if floor else None))


def offered(amount: int = 80, listing: Listing | None = None) -> Offer:
    return Offer.make(OfferId("one"), listing or for_sale(), BUYER, yuan(amount), NOON)


def code(refused: pytest.ExceptionInfo[Refusal]) -> Code:
    return refused.value.code


def test_an_offer_lives_for_two_days_and_waits_for_the_seller() -> None:
    it = offered()
    assert (it.state, it.by, it.expires_at - it.made_at) == (OfferState.OPEN, Party.BUYER, LIFE)
    assert it.moves(Party.SELLER) == (Move.ACCEPT, Move.COUNTER, Move.DECLINE)
    assert it.moves(Party.BUYER) == (Move.WITHDRAW,)


def test_what_is_below_the_floor_is_declined_at_once() -> None:
    assert offered(69, for_sale(floor=70)).state is OfferState.DECLINED
    assert offered(70, for_sale(floor=70)).state is OfferState.OPEN


@pytest.mark.parametrize("amount", [0, 101])
def test_an_offer_is_between_nothing_and_the_price(amount: int) -> None:
    with pytest.raises(Refusal) as no:
        offered(amount)
    assert "amount.amount" in no.value.fields


def test_who_takes_no_offers_gets_none() -> None:
    for listing in (for_sale(offers=False), a_listing(sale=SALE, published_at=MAY)):
        with pytest.raises(Refusal) as no:
            offered(80, listing)
        assert code(no) is Code.OFFER_UNWANTED


def test_nobody_makes_himself_an_offer() -> None:
    with pytest.raises(Refusal) as no:
        Offer.make(OfferId("one"), for_sale(), SELLER, yuan(80), NOON)
    assert code(no) is Code.LISTING_OWN


def test_a_counter_takes_the_place_of_what_it_answers() -> None:
    old, new = offered().counter(OfferId("two"), for_sale(), Party.SELLER, yuan(90), NOON + timedelta(hours=1))
    assert (old.state, old.version) == (OfferState.COUNTERED, 2)
    assert (new.by, new.amount, new.state, new.version) == (Party.SELLER, yuan(90), OfferState.OPEN, 1)
    assert new.expires_at == NOON + timedelta(hours=1) + LIFE


def test_a_seller_does_not_counter_above_his_price() -> None:
    with pytest.raises(Refusal):
        offered().counter(OfferId("two"), for_sale(), Party.SELLER, yuan(101), NOON)


@pytest.mark.parametrize("by", Party)
def test_only_the_other_one_may_agree(by: Party) -> None:
    it = replace(offered(), by=by)
    with pytest.raises(Refusal) as no:
        it.accept(by, yuan(80), OrderId("o"), NOON)
    assert code(no) is Code.NOT_ALLOWED
    accepted = it.accept(by.other, yuan(80), OrderId("o"), NOON)
    assert (accepted.state, accepted.order_id) == (OfferState.ACCEPTED, "o")


def test_nobody_agrees_to_a_price_that_he_did_not_see() -> None:
    with pytest.raises(Refusal) as no:
        offered().accept(Party.SELLER, yuan(81), OrderId("o"), NOON)
    assert code(no) is Code.AMOUNT_CHANGED
    assert offered().accept(Party.SELLER, None, OrderId("o"), NOON).state is OfferState.ACCEPTED


def test_what_is_closed_or_expired_stays_so() -> None:
    for it, at in ((offered().decline(Party.SELLER, NOON), NOON), (offered(), NOON + LIFE)):
        with pytest.raises(Refusal) as no:
            it.accept(Party.SELLER, None, OrderId("o"), at)
        assert code(no) is Code.OFFER_CLOSED
    assert offered().withdraw(Party.BUYER, NOON).state is OfferState.WITHDRAWN
    assert offered().decline(Party.SELLER, NOON).moves(Party.SELLER) == ()


def test_strangers_have_no_part() -> None:
    assert offered().party(AccountId("somebody")) is None
    assert (offered().party(BUYER.id), offered().party(SELLER.id)) == (Party.BUYER, Party.SELLER)
