"""What the server says about auctions unasked; a maximum is told to nobody but its owner."""

from collections.abc import Iterable, Sequence
from typing import Any

from handlers.auctions.payloads import BidView
from handlers.contract import Push, View
from handlers.ports import Say
from handlers.sales import AuctionView
from handlers.shapes import Money
from models import money, rooms
from models.auction import Auction, Lead, PlacedBid
from models.ids import AccountId
from models.listing import Listing


class ShownAuction(View):
    """`version` is the listing's: the auction is part of it."""

    listing_id: str
    version: int
    auction: AuctionView


class BidPlaced(ShownAuction, Push, name="auction:bid_placed"):
    """Somebody bid. Bids that were decided together come together, `placed` has them in order."""

    placed: tuple[BidView, ...]


class AuctionExtended(ShownAuction, Push, name="auction:extended"):
    """A late bid moved the end."""


class AuctionChanged(ShownAuction, Push, name="auction:changed"):
    """A bid was taken back: the price may be lower."""


class AuctionClosed(ShownAuction, Push, name="auction:closed"):
    """It is over; the winner hears of the order."""


class AuctionOutbid(ShownAuction, Push, name="auction:outbid"):
    """You lead no more; `maximum` is your own."""

    maximum: Money


def bids_placed(it: Listing, placed: Sequence[PlacedBid]) -> Say:
    currency = _auction(it).currency
    bids = tuple(BidView.of(bid, currency) for bid in placed)
    push = BidPlaced(listing_id=it.id, version=it.shown_version, auction=AuctionView.of(_auction(it)), placed=bids)
    return Say((rooms.listing(it.id),), push)


def extended(it: Listing) -> Say:
    return Say((rooms.listing(it.id),), AuctionExtended(**_shown(it)))


def changed(it: Listing) -> Say:
    return Say((rooms.listing(it.id),), AuctionChanged(**_shown(it)))


def closed(it: Listing, concerned: Iterable[AccountId]) -> Say:
    """For watchers, and for everybody who bid or sold, wherever they are."""
    heard = (rooms.listing(it.id), *(rooms.account(account) for account in concerned))
    return Say(heard, AuctionClosed(**_shown(it)))


def outbid(it: Listing, loser: Lead) -> Say:
    maximum = Money.of(money.Money(loser.maximum, _auction(it).currency))
    return Say((rooms.account(loser.bidder.id),), AuctionOutbid(**_shown(it), maximum=maximum))


def _auction(it: Listing) -> Auction:
    assert it.auction
    return it.auction


def _shown(it: Listing) -> dict[str, Any]:
    return {"listing_id": it.id, "version": it.shown_version, "auction": AuctionView.of(_auction(it))}
