"""Who hears of an auction, and what."""

import json
from dataclasses import replace

import pytest

from handlers.auctions import pushes
from handlers.ports import Say
from models import rooms
from models.auction import Auction, PlacedBid
from models.ids import AccountId, BidId
from models.listing import Listing
from tests.support.auctions import a_bid, an_auction, fold
from tests.support.listings import a_listing

SECRET = 77_777
STATE: Auction = fold(an_auction(reserve=99_999), [a_bid("A", 50_00), a_bid("B", SECRET)])
LISTING: Listing = replace(a_listing(version=3), auction=STATE)
BID = PlacedBid(BidId("b"), 1, LISTING.id, 2, a_bid("B", SECRET), STATE.price, silent=False, retracted=False)


def said(say: Say) -> dict[str, object]:
    told: dict[str, object] = json.loads(say.push.model_dump_json())
    return told


ALL = [
    pushes.bids_placed(LISTING, [BID]),
    pushes.extended(LISTING),
    pushes.changed(LISTING),
    pushes.closed(LISTING, [AccountId("x")]),
]


@pytest.mark.parametrize("say", ALL, ids=lambda say: say.push.name)
def test_what_everybody_hears_names_no_maximum_and_no_reserve(say: Say) -> None:
    assert rooms.listing(LISTING.id) in say.rooms
    assert str(SECRET) not in say.push.model_dump_json()
    assert "99999" not in say.push.model_dump_json()


def test_who_is_outbid_hears_it_alone_with_his_own_maximum() -> None:
    assert STATE.lead
    say = pushes.outbid(LISTING, STATE.lead)
    assert say.rooms == (rooms.account(AccountId("id-B")),)
    assert said(say)["maximum"] == {"amount": SECRET, "currency": "USD"}


def test_bids_that_were_decided_together_are_told_in_order() -> None:
    push = pushes.bids_placed(LISTING, [BID]).push
    assert isinstance(push, pushes.BidPlaced)
    assert [(it.bidder, it.amount.amount) for it in push.placed] == [("B***e", STATE.price)]


def test_the_end_is_told_to_all_who_took_part_wherever_they_are() -> None:
    assert rooms.account(AccountId("x")) in pushes.closed(LISTING, [AccountId("x")]).rooms
