"""What the server says about listings unasked."""

from handlers.contract import Push, Traffic
from handlers.listings.payloads import ListingView, ShownListing
from handlers.ports import Say
from models import category, rooms
from models.listing import Listing


class ListingPublished(ShownListing, Push, name="listing:published"):
    """Something new is for sale."""


class ListingRevised(ShownListing, Push, name="listing:revised"):
    """The seller changed a listing; this is all of it."""


class ListingWithdrawn(ShownListing, Push, name="listing:withdrawn"):
    """The seller took a listing off the market."""


class FeedMoved(Push, name="feed:moved", traffic=Traffic.VOLATILE):
    """So many listings were published that they are counted instead of shown; browse to see them."""

    count: int


def published(it: Listing) -> Say:
    return Say(_feeds(it), ListingPublished(listing=ListingView.of(it)))


def revised(it: Listing) -> Say:
    return Say((rooms.listing(it.id), *_feeds(it)), ListingRevised(listing=ListingView.of(it)))


def withdrawn(it: Listing) -> Say:
    return Say((rooms.listing(it.id), *_feeds(it)), ListingWithdrawn(listing=ListingView.of(it)))


def _feeds(it: Listing) -> tuple[str, ...]:
    return (rooms.FEED, *(rooms.feed(step) for step in category.path(it.draft.category)))
