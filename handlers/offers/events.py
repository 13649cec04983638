"""What a client may ask about offers."""

from handlers.contract import Call, event, per_account
from handlers.offers import actions
from handlers.offers.payloads import (
    AcceptOffer,
    CounterOffer,
    ListOffers,
    MakeOffer,
    OfferPage,
    OfferReply,
    OfferView,
    OneOffer,
)
from handlers.orders.payloads import OrderView
from models.actor import Permission, permitted
from models.offer import Offer, Party
from models.order_flow import By

trader = permitted(Permission.MARKET_TRADE)
often = per_account(60, seconds=60)


@event("offer:make", who=trader, limit=often, once=True)
async def make(call: Call[MakeOffer]) -> OfferReply:
    """Offer another price for one unit of a listing that takes offers; it is good for 48 hours."""
    return _reply(*await actions.make_offer(call.actor, call.body, call.shop))


@event("offer:counter", who=trader, limit=often, once=True)
async def counter(call: Call[CounterOffer]) -> OfferReply:
    """Answer an offer with another price, at most the listing's; the earlier one is closed."""
    return _reply(*await actions.counter_offer(call.actor, call.body, call.shop))


@event("offer:accept", who=trader, limit=often, once=True)
async def accept(call: Call[AcceptOffer]) -> OfferReply:
    """Agree to the other party's price; an order comes of it, if a unit is left."""
    offer, party, order = await actions.accept_offer(call.actor, call.body, call.shop)
    return OfferReply(offer=OfferView.of(offer, party), order=OrderView.of(order, By(party.value)))


@event("offer:decline", who=trader, limit=often, once=True)
async def decline(call: Call[OneOffer]) -> OfferReply:
    """Say no to the other party's price."""
    return _reply(*await actions.decline_offer(call.actor, call.body, call.shop))


@event("offer:withdraw", who=trader, limit=often, once=True)
async def withdraw(call: Call[OneOffer]) -> OfferReply:
    """Take back one's own price, while it is unanswered."""
    return _reply(*await actions.withdraw_offer(call.actor, call.body, call.shop))


@event("offer:list", who=trader, limit=per_account(120, seconds=60))
async def list_(call: Call[ListOffers]) -> OfferPage:
    """One's offers as buyer or as seller, newest first."""
    page = await actions.list_offers(call.actor, call.body, call.shop)
    items = tuple(OfferView.of(it, call.body.role) for it in page.items)
    return OfferPage(items=items, next_cursor=page.next_cursor)


def _reply(offer: Offer, party: Party) -> OfferReply:
    return OfferReply(offer=OfferView.of(offer, party), order=None)
