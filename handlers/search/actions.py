"""Searching: the index says which listings, the database says what they are now."""

from handlers.ports import SearchQuery, SearchResult, Shop, Sort
from handlers.search.payloads import DEEPEST, SearchListings
from models import category
from models.errors import Code, Refusal
from models.ids import CategoryId
from models.listing import Listing, ListingState


async def search_listings(body: SearchListings, shop: Shop) -> tuple[list[Listing], SearchResult]:
    """The hits that are still for sale, in the order of the index."""
    result = await shop.search.find(_query(body))
    found = await shop.listings.find_many(result.ids)
    cards = [found[listing_id] for listing_id in result.ids if listing_id in found]
    return [card for card in cards if card.state is ListingState.LIVE], result


def _query(body: SearchListings) -> SearchQuery:
    if body.near is None and (body.sort is Sort.NEAREST or body.radius_m is not None):
        raise Refusal(Code.INVALID_PAYLOAD, fields={"near": "Distances need a point."})
    if (body.page - 1) * body.limit >= DEEPEST:
        raise Refusal(Code.INVALID_PAYLOAD, fields={"page": f"Only the first {DEEPEST} hits can be turned to."})
    return SearchQuery(
        words=body.q,
        categories=category.subtree(CategoryId(body.category)) if body.category else (),
        brand=body.brand,
        condition=body.condition,
        price_min=body.price_min,
        price_max=body.price_max,
        near=body.near.value() if body.near else None,
        radius_m=body.radius_m,
        sort=body.sort,
        limit=body.limit,
        page=body.page,
    )
