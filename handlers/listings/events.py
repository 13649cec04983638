"""What a client may ask about listings."""

from handlers.contract import Call, Empty, event, per_account, per_socket
from handlers.listings import actions
from handlers.listings.payloads import (
    BrowseListings,
    Categories,
    ListingPage,
    ListingReply,
    ListingView,
    OneListing,
    PublishListing,
    ReviseListing,
    WatchFeed,
)
from models import rooms
from models.actor import Permission, anyone, permitted
from models.ids import ListingId

trader = permitted(Permission.MARKET_TRADE)


@event("listing:publish", who=trader, limit=per_account(30, seconds=60), once=True)
async def publish(call: Call[PublishListing]) -> ListingReply:
    """Put something up for sale."""
    listing = await actions.publish_listing(call.actor, call.body, call.shop)
    return ListingReply(listing=ListingView.of(listing, call.actor.account_id))


@event("listing:revise", who=trader, limit=per_account(60, seconds=60))
async def revise(call: Call[ReviseListing]) -> ListingReply:
    """Change a listing of one's own; fields that are absent stay as they are."""
    listing = await actions.revise_listing(call.actor, call.body, call.shop)
    return ListingReply(listing=ListingView.of(listing, call.actor.account_id))


@event("listing:withdraw", who=trader, limit=per_account(60, seconds=60))
async def withdraw(call: Call[OneListing]) -> ListingReply:
    """Take a listing of one's own off the market."""
    listing = await actions.withdraw_listing(call.actor, call.body.listing_id, call.shop)
    return ListingReply(listing=ListingView.of(listing, call.actor.account_id))


@event("listing:get", who=anyone, limit=per_socket(120, seconds=60))
async def get(call: Call[OneListing]) -> ListingReply:
    """One listing, in whatever state it is; one that was removed is shown to its seller and to moderators."""
    listing = await actions.show_listing(call.actor, call.body.listing_id, call.shop)
    return ListingReply(listing=ListingView.of(listing, call.actor.account_id))


@event("listing:browse", who=anyone, limit=per_socket(120, seconds=60))
async def browse(call: Call[BrowseListings]) -> ListingPage:
    """A page of what is for sale, newest first unless told otherwise."""
    page = await actions.browse(call.actor, call.body, call.shop)
    items = tuple(ListingView.of(listing, call.actor.account_id) for listing in page.items)
    return ListingPage(items=items, next_cursor=page.next_cursor)


@event("listing:watch", who=anyone, limit=per_socket(120, seconds=60))
async def watch(call: Call[OneListing]) -> ListingReply:
    """Hear every change of one listing from the answer on."""
    listing = await actions.watch_listing(call.actor, call.body.listing_id, call.line, call.shop)
    return ListingReply(listing=ListingView.of(listing, call.actor.account_id))


@event("listing:unwatch", who=anyone, limit=per_socket(120, seconds=60))
async def unwatch(call: Call[OneListing]) -> Empty:
    """Hear no more of a listing."""
    await call.line.leave(rooms.listing(ListingId(call.body.listing_id)))
    return Empty()


@event("listing:categories", who=anyone, limit=per_socket(30, seconds=60))
def categories(call: Call[Empty]) -> Categories:
    """The tree of categories, with the details that listings of each may state."""
    return Categories.all()


@event("feed:watch", who=anyone, limit=per_socket(60, seconds=60))
async def watch_feed(call: Call[WatchFeed]) -> Empty:
    """Hear what is published, in one category or in all."""
    await call.line.join(actions.feed_room(call.body.category))
    return Empty()


@event("feed:unwatch", who=anyone, limit=per_socket(60, seconds=60))
async def unwatch_feed(call: Call[WatchFeed]) -> Empty:
    """Hear no more of a feed."""
    await call.line.leave(actions.feed_room(call.body.category))
    return Empty()
