"""What a client may ask of the search."""

from handlers.contract import Call, event, per_socket
from handlers.search import actions
from handlers.search.payloads import SearchListings, SearchReply
from models.actor import anyone


@event("search:query", who=anyone, limit=per_socket(60, seconds=20))
async def query(call: Call[SearchListings]) -> SearchReply:
    """Search what is for sale by words and facts; words may be misspelt, Chinese or English."""
    cards, result = await actions.search_listings(call.body, call.shop)
    return SearchReply.of(cards, result, call.body.page, call.actor.account_id)
