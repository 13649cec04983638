"""The only doors to an auction: load it for somebody, or refuse."""

from datetime import datetime

from handlers.ports import Shop
from models.auction import Auction
from models.errors import Code, Refusal
from models.ids import AccountId, ListingId
from models.listing import Listing


async def auction_for_anyone(shop: Shop, listing_id: ListingId) -> tuple[Listing, Auction, datetime]:
    """The listing, its auction and the database's time; what is no auction is not found."""
    found = await shop.auctions.find(listing_id)
    if found is None:
        raise Refusal(Code.AUCTION_NOT_FOUND)
    listing, now = found
    assert listing.auction
    return listing, listing.auction, now


def refuse_seller(listing: Listing, bidder: AccountId) -> None:
    if listing.seller.id == bidder:
        raise Refusal(Code.LISTING_OWN, first=True)
