"""The stock of a listing: what is available, held for a buyer, or sold, and the moves between them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from models.auction import AuctionState
from models.errors import Code, Refusal
from models.listing import Listing, ListingState


class HoldState(StrEnum):
    """What became of the units that an order asked for."""

    HELD = "held"
    SOLD = "sold"
    RELEASED = "released"


class Move(StrEnum):
    """What a step of an order does to the listing's stock."""

    NONE = "none"
    HOLD = "hold"
    """available -> held, until the payment window closes."""
    SELL = "sell"
    """held -> sold."""
    RELEASE = "release"
    """held -> available."""
    RESTOCK = "restock"
    """sold -> available: refunded before the thing left the seller."""
    RETAKE = "retake"
    """available -> sold: a payment that came too late finds the unit still there."""


HOLD_AFTER = {
    Move.HOLD: HoldState.HELD,
    Move.SELL: HoldState.SOLD,
    Move.RETAKE: HoldState.SOLD,
    Move.RELEASE: HoldState.RELEASED,
    Move.RESTOCK: HoldState.RELEASED,
}
"""The state of an order's hold once a move is made; NONE leaves it as it is."""


def held(listing: Listing) -> int:
    """Units that orders hold and nobody has paid for yet."""
    return listing.draft.sale.stock - listing.available - listing.sold


def _hold(listing: Listing, quantity: int, until: datetime) -> Listing:
    available = _taken(listing, quantity)
    return replace(listing, available=available, reserved_until=None if available else until)


def _retake(listing: Listing, quantity: int, until: datetime) -> Listing:
    return _counted(replace(listing, available=_taken(listing, quantity), sold=listing.sold + quantity), until)


def _sell(listing: Listing, quantity: int, until: datetime) -> Listing:
    return _counted(replace(listing, sold=listing.sold + quantity), until)


def _release(listing: Listing, quantity: int, _: datetime) -> Listing:
    return replace(listing, available=listing.available + quantity, reserved_until=None)


def _restock(listing: Listing, quantity: int, until: datetime) -> Listing:
    back = _release(replace(listing, sold=listing.sold - quantity), quantity, until)
    return replace(back, state=ListingState.LIVE) if listing.state is ListingState.SOLD else back


def _taken(listing: Listing, quantity: int) -> int:
    """What stays available; refuses when there is less than asked for."""
    listing.refuse_unless_live()
    if listing.available < quantity:
        raise Refusal(Code.STOCK_INSUFFICIENT)
    return listing.available - quantity


def _counted(listing: Listing, until: datetime) -> Listing:
    """The listing after a sale: gone for good when nothing is left that could come back by itself."""
    if listing.available:
        return listing
    if held(listing):
        return replace(listing, reserved_until=listing.reserved_until or until)
    state = ListingState.SOLD if listing.state is ListingState.LIVE else listing.state
    return replace(listing, state=state, reserved_until=None)


_MOVES: dict[Move, Callable[[Listing, int, datetime], Listing]] = {
    Move.HOLD: _hold,
    Move.SELL: _sell,
    Move.RELEASE: _release,
    Move.RESTOCK: _restock,
    Move.RETAKE: _retake,
}


def moved(listing: Listing, move: Move, quantity: int, until: datetime) -> Listing:
    """The listing's next version with its units moved; refuses what takes more than is available."""
    return replace(_ended(_MOVES[move](listing, quantity, until)), version=listing.version + 1)


def _ended(listing: Listing) -> Listing:
    """What comes back from the winner of an auction is for sale to nobody: the auction is over."""
    over = listing.auction is not None and listing.auction.state is not AuctionState.LIVE
    if over and listing.available and listing.state is ListingState.LIVE:
        return replace(listing, state=ListingState.WITHDRAWN)
    return listing


def mended(listing: Listing, held_units: int, sold_units: int) -> Listing | None:
    """The listing with its counters as its orders say, or None when they agree.

    Never more available than it says now: units that nobody accounts for are not sold before somebody has looked.
    """
    available = max(listing.draft.sale.stock - held_units - sold_units, 0)
    if (available, sold_units) == (listing.available, listing.sold):
        return None
    lower = min(available, listing.available)
    if (lower, sold_units) == (listing.available, listing.sold):
        return listing
    return replace(listing, version=listing.version + 1, available=lower, sold=sold_units)
