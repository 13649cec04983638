"""The only doors to an offer: load it for one of its two parties, or refuse."""

from handlers.ports import Shop
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import OfferId
from models.offer import Offer, Party


async def offer_for_actor(shop: Shop, actor: Actor, offer_id: str) -> tuple[Offer, Party]:
    """Somebody else's offer is refused in the same words as one that does not exist."""
    offer = await shop.offers.find(OfferId(offer_id))
    if offer is None or (party := offer.party(actor.account_id)) is None:
        raise Refusal(Code.OFFER_NOT_FOUND)
    return offer, party
