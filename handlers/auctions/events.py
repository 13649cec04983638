"""What a client may ask about auctions."""

from handlers.auctions import actions
from handlers.auctions.payloads import (
    AskHistory,
    AskMine,
    AuctionReply,
    BidPage,
    BidReply,
    BidView,
    BuyNow,
    ParticipationPage,
    ParticipationView,
    PlaceBid,
    RetractBid,
)
from handlers.contract import Call, event, per_account, per_socket
from handlers.orders.payloads import OrderReply, OrderView
from models.actor import Permission, anyone, permitted
from models.order_flow import By

trader = permitted(Permission.MARKET_TRADE)


@event("auction:bid", who=trader, limit=per_account(120, seconds=60), once=True)
async def bid(call: Call[PlaceBid]) -> BidReply:
    """Bid up to a maximum that nobody else learns; the price rises only as far as it takes to lead."""
    return await actions.place_bid(call.actor, call.body, call.line, call.shop)


@event("auction:retract", who=trader, limit=per_account(10, seconds=60), once=True)
async def retract(call: Call[RetractBid]) -> AuctionReply:
    """Take back all of one's bids until 12 hours before the end; later the latest alone, within an hour."""
    return await actions.retract_bid(call.actor, call.body, call.shop)


@event("auction:buy", who=trader, limit=per_account(30, seconds=60), once=True)
async def buy(call: Call[BuyNow]) -> OrderReply:
    """End an auction at its price for buying at once, while that is open."""
    order = await actions.buy_now(call.actor, call.body, call.shop)
    return OrderReply(order=OrderView.of(order, By.BUYER))


@event("auction:history", who=anyone, limit=per_socket(120, seconds=60))
async def history(call: Call[AskHistory]) -> BidPage:
    """The bids that everybody may see, newest first, with the price that each led to."""
    page, currency = await actions.show_history(call.body, call.shop)
    return BidPage(items=tuple(BidView.of(it, currency) for it in page.items), next_cursor=page.next_cursor)


@event("auction:mine", who=trader, limit=per_account(120, seconds=60))
async def mine(call: Call[AskMine]) -> ParticipationPage:
    """The auctions one bids or has bid in, how one stands there, and one's own maximum."""
    page = await actions.show_mine(call.actor, call.body, call.shop)
    items = tuple(ParticipationView.of(it, call.actor.signed_in_id) for it in page.items)
    return ParticipationPage(items=items, next_cursor=page.next_cursor)
