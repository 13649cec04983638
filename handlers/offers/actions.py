"""Everything that changes or shows an offer: the only writer and the only announcer of this area."""

from handlers.listings import gates as listing_gates
from handlers.listings import pushes as listing_pushes
from handlers.offers import gates, pushes
from handlers.offers.payloads import AcceptOffer, CounterOffer, ListOffers, MakeOffer, OneOffer
from handlers.orders import pushes as order_pushes
from handlers.orders.actions import new_code
from handlers.ports import OfferQuery, Page, Shop
from models.actor import Actor
from models.ids import ListingId, OfferId, OrderId
from models.listing import Seller
from models.offer import BUYER_PAYS_WITHIN, Offer, OfferState, Party
from models.order import Order, Terms
from models.stock import Move

AT_ONCE = 50
"""Offers that one run of the job closes."""

Result = tuple[Offer, Party]


async def make_offer(actor: Actor, body: MakeOffer, shop: Shop) -> Result:
    """Say a price; it takes the place of whatever the two have said before."""
    listing = await listing_gates.listing_for_anyone(shop, body.listing_id)
    offer_id = OfferId(shop.work.key)
    offer = Offer.make(offer_id, listing, Seller.of(actor), body.amount.value(), shop.clock.now())
    if before := await shop.offers.open_between(listing.id, offer.buyer.id):
        _save(before.closed(OfferState.COUNTERED), shop)
    return _insert(offer, shop), Party.BUYER


async def counter_offer(actor: Actor, body: CounterOffer, shop: Shop) -> Result:
    """Answer a price with another one."""
    offer, party = await gates.offer_for_actor(shop, actor, body.offer_id)
    listing = await listing_gates.listing_for_anyone(shop, offer.thing.id)
    new_id = OfferId(shop.work.key)
    old, new = offer.counter(new_id, listing, party, body.amount.value(), shop.clock.now())
    _save(old, shop, in_time=True)
    return _insert(new, shop), party


async def accept_offer(actor: Actor, body: AcceptOffer, shop: Shop) -> tuple[Offer, Party, Order]:
    """Agree: the unit is the buyer's until he has paid; the others who wanted the last one hear no."""
    offer, party = await gates.offer_for_actor(shop, actor, body.offer_id)
    now = shop.clock.now()
    order_id = OrderId(shop.work.key)
    expected = body.expected_amount.value() if body.expected_amount else None
    accepted = offer.accept(party, expected, order_id, now)
    listing = await listing_gates.listing_for_anyone(shop, offer.thing.id)
    terms = Terms(1, listing.draft.delivery[0], None, new_code(), BUYER_PAYS_WITHIN, price=offer.amount, counted=False)
    order = Order.place(order_id, listing, offer.buyer, terms, now)
    shop.work.deal(order, order_pushes.changed(order), Move.HOLD, listing_pushes.moved)
    _save(accepted, shop, in_time=True)
    if listing.available <= 1:
        for other in await shop.offers.open_for(ListingId(listing.id), AT_ONCE):
            if other.id != offer.id:
                _save(other.closed(OfferState.DECLINED), shop)
    return accepted, party, order


async def decline_offer(actor: Actor, body: OneOffer, shop: Shop) -> Result:
    offer, party = await gates.offer_for_actor(shop, actor, body.offer_id)
    return _save(offer.decline(party, shop.clock.now()), shop), party


async def withdraw_offer(actor: Actor, body: OneOffer, shop: Shop) -> Result:
    offer, party = await gates.offer_for_actor(shop, actor, body.offer_id)
    return _save(offer.withdraw(party, shop.clock.now()), shop), party


async def list_offers(actor: Actor, body: ListOffers, shop: Shop) -> Page[Offer]:
    listing_id = ListingId(body.listing_id) if body.listing_id else None
    query = OfferQuery(body.role, actor.signed_in_id, listing_id, body.state)
    return await shop.offers.page(query, body.limit, body.cursor)


async def close_due(shop: Shop) -> None:
    """What nobody answered in time expires; what is sold or gone is declined."""
    for offer in await shop.offers.overdue(AT_ONCE):
        expired = offer.closed(OfferState.EXPIRED)
        shop.work.save(expired, *pushes.changed(expired), not_before=offer.expires_at)
    if shop.work.writes:
        return
    for offer in await shop.offers.orphaned(AT_ONCE):
        _save(offer.closed(OfferState.DECLINED), shop)


def _insert(offer: Offer, shop: Shop) -> Offer:
    shop.work.insert(offer, *pushes.changed(offer))
    return offer


def _save(offer: Offer, shop: Shop, *, in_time: bool = False) -> Offer:
    """`in_time`: only while it has not expired by the database's clock."""
    shop.work.save(offer, *pushes.changed(offer), before=offer.expires_at if in_time else None)
    return offer
