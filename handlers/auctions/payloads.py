"""The wire shapes of auctions: bids, and how one stands."""

from typing import Self

from handlers.contract import Maybe, View
from handlers.listings.payloads import ListingView
from handlers.ports import Participation
from handlers.sales import AuctionView
from handlers.shapes import Identifier, Moment, Money, OnceRequest, PageRequest
from models import money
from models.auction import AuctionState, PlacedBid, RetractionReason, Standing
from models.ids import AccountId


class PlaceBid(OnceRequest):
    """`maximum` stays hidden: the price rises only as far as it takes to lead."""

    listing_id: Identifier
    maximum: Money


class RetractBid(OnceRequest):
    listing_id: Identifier
    reason: RetractionReason


class BuyNow(OnceRequest):
    """`expected_amount` is the price that the buyer saw."""

    listing_id: Identifier
    expected_amount: Money


class AskHistory(PageRequest):
    listing_id: Identifier


class AskMine(PageRequest):
    """All auctions, those in one state, or one."""

    state: Maybe[AuctionState] = None
    listing_id: Maybe[Identifier] = None


class BidReply(View):
    """How the auction stands with this bid; `maximum` is the bidder's own and told to nobody else."""

    auction: AuctionView
    standing: Standing
    maximum: Money


class AuctionReply(View):
    auction: AuctionView


class BidView(View):
    """A bid as everybody sees it: the price it led to, never the maximum."""

    bidder: str
    amount: Money
    at: Moment

    @classmethod
    def of(cls, it: PlacedBid, currency: str) -> Self:
        return cls(bidder=it.bid.bidder.masked, amount=Money.of(money.Money(it.price, currency)), at=it.bid.at)


class BidPage(View):
    items: tuple[BidView, ...]
    next_cursor: str | None


class ParticipationView(View):
    """An auction that one bids in, and one's own maximum."""

    listing: ListingView
    standing: Standing
    maximum: Money

    @classmethod
    def of(cls, it: Participation, viewer: AccountId) -> Self:
        assert it.listing.auction
        maximum = money.Money(it.maximum, it.listing.auction.currency)
        return cls(
            listing=ListingView.of(it.listing, viewer),
            standing=it.listing.auction.standing(viewer),
            maximum=Money.of(maximum),
        )


class ParticipationPage(View):
    items: tuple[ParticipationView, ...]
    next_cursor: str | None
