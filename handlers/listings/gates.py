"""The only doors to a listing: load it for somebody, or refuse."""

from handlers.ports import Shop
from models.actor import Actor, Permission
from models.errors import Code, Refusal
from models.ids import ListingId
from models.listing import Listing, ListingState


async def listing_for_anyone(shop: Shop, listing_id: str) -> Listing:
    listing = await shop.listings.find(ListingId(listing_id))
    if listing is None:
        raise Refusal(Code.LISTING_NOT_FOUND)
    return listing


async def listing_for_viewer(shop: Shop, actor: Actor, listing_id: str) -> Listing:
    """What a moderator removed is shown to him and to its seller only."""
    listing = await listing_for_anyone(shop, listing_id)
    sees_all = actor.account_id == listing.seller.id or Permission.MARKET_MODERATE in actor.permissions
    if listing.state is ListingState.REMOVED and not sees_all:
        raise Refusal(Code.LISTING_REMOVED)
    return listing


async def listing_for_seller(shop: Shop, actor: Actor, listing_id: str) -> Listing:
    """Somebody else's listing is refused in the same words as one that does not exist."""
    listing = await listing_for_anyone(shop, listing_id)
    if listing.seller.id != actor.signed_in_id:
        raise Refusal(Code.LISTING_NOT_FOUND)
    return listing
