"""What a bidder is told, and what everybody else is."""

import json

from handlers.auctions.payloads import BidReply, BidView
from handlers.sales import AuctionView
from handlers.shapes import Money
from models.auction import PlacedBid, Standing
from models.ids import BidId, ListingId
from tests.support.auctions import a_bid, an_auction, fold


def test_a_bidder_is_told_how_he_stands_and_his_own_maximum() -> None:
    view = AuctionView.of(fold(an_auction(buy_now=900_00), [a_bid("A", 50_00)]))
    reply = BidReply(auction=view, standing=Standing.LEADING, maximum=Money(amount=50_00, currency="USD"))
    told = json.loads(reply.model_dump_json())
    assert (told["standing"], told["maximum"]["amount"]) == ("leading", 50_00)
    assert set(told["auction"]) == {
        "price", "next_minimum", "bids", "leader", "reserve", "ends_at", "extensions", "state"
    }  # fmt: skip


def test_a_bid_is_shown_masked_and_with_the_price_it_led_to() -> None:
    bid = PlacedBid(BidId("b"), 1, ListingId("l"), 1, a_bid("A", 50_00), 10_00, silent=False, retracted=False)
    shown = json.loads(BidView.of(bid, "USD").model_dump_json())
    assert shown == {
        "bidder": "A***e", "amount": {"amount": 10_00, "currency": "USD"}, "at": "2026-05-04T12:00:00.000Z"
    }  # fmt: skip
