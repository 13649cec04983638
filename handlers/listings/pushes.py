"""What the server says about listings unasked."""

from collections.abc import Iterable, Sequence

from handlers.contract import Maybe, Push, Traffic
from handlers.listings.payloads import ListingView, ShownListing
from handlers.ports import Say
from handlers.shapes import Moment
from models import category, rooms
from models.ids import AccountId
from models.listing import Listing, ListingState


class ListingPublished(ShownListing, Push, name="listing:published"):
    """Something new is for sale."""


class ListingRevised(ShownListing, Push, name="listing:revised"):
    """The seller changed a listing; this is all of it."""


class ListingWithdrawn(ShownListing, Push, name="listing:withdrawn"):
    """The seller took a listing off the market."""


class ListingSold(ShownListing, Push, name="listing:sold"):
    """The last unit is sold."""


class ListingAvailabilityChanged(Push, name="listing:availability_changed", traffic=Traffic.LATEST):
    """Units were reserved, released or sold; `reserved_until` is when one may come back while none is available."""

    listing_id: str
    version: int
    available: int
    reserved_until: Maybe[Moment] = None


class ListingRemoved(ShownListing, Push, name="listing:removed"):
    """A moderator took a listing off the market."""


class ListingRestored(ShownListing, Push, name="listing:restored"):
    """A listing that was removed is back."""


class FeedMoved(Push, name="feed:moved", traffic=Traffic.VOLATILE):
    """So many listings were published that they are counted instead of shown; browse to see them."""

    count: int


def published(it: Listing, feeds: tuple[str, ...]) -> Sequence[Say]:
    """To those of its feeds that have room for it."""
    return (Say(feeds, ListingPublished(listing=ListingView.of(it))),) if feeds else ()


def revised(it: Listing) -> Say:
    return Say((rooms.listing(it.id), *feeds_of(it)), ListingRevised(listing=ListingView.of(it)))


def withdrawn(it: Listing) -> Say:
    return Say((rooms.listing(it.id), *feeds_of(it)), ListingWithdrawn(listing=ListingView.of(it)))


def moved(before: Listing, after: Listing) -> Sequence[Say]:
    """What a change of stock is called: sold out, back on the market, or another number."""
    if after.state is not before.state:
        return (sold(after) if after.state is ListingState.SOLD else revised(after),)
    return (availability_changed(after),)


def sold(it: Listing) -> Say:
    return Say((rooms.listing(it.id), *feeds_of(it)), ListingSold(listing=ListingView.of(it)))


def availability_changed(it: Listing) -> Say:
    push = ListingAvailabilityChanged(
        listing_id=it.id, version=it.shown_version, available=it.available, reserved_until=it.reserved_until
    )
    return Say((rooms.listing(it.id), *feeds_of(it)), push)


def shown_anew(it: Listing) -> Say:
    """Its seller has another name: those who look at it learn it, feeds need not be flooded with all he sells."""
    return Say((rooms.listing(it.id),), ListingRevised(listing=ListingView.of(it)))


def removed(it: Listing, bidders: Iterable[AccountId] = ()) -> Say:
    """For watchers and feeds, and for its seller and bidders, who need not be looking."""
    concerned = (rooms.account(account) for account in (it.seller.id, *bidders))
    return Say((rooms.listing(it.id), *feeds_of(it), *concerned), ListingRemoved(listing=ListingView.of(it)))


def restored(it: Listing) -> Say:
    heard = (rooms.listing(it.id), *feeds_of(it), rooms.account(it.seller.id))
    return Say(heard, ListingRestored(listing=ListingView.of(it)))


def feeds_of(it: Listing) -> tuple[str, ...]:
    """Everything, and its category with all above."""
    return (rooms.FEED, *(rooms.feed(step) for step in category.path(it.draft.category)))
