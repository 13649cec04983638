"""What the server says about offers unasked."""

from collections.abc import Sequence

from handlers.contract import Push
from handlers.offers.payloads import OfferView
from handlers.ports import Say
from models import rooms
from models.offer import Offer, Party


class OfferChanged(Push, name="offer:changed"):
    """An offer that you made or got was made or closed; this is all of it, as you see it."""

    offer: OfferView


def changed(it: Offer) -> Sequence[Say]:
    """Each party hears its own view, and nobody else hears any."""
    parties = ((it.buyer.id, Party.BUYER), (it.seller.id, Party.SELLER))
    return [Say((rooms.account(party),), OfferChanged(offer=OfferView.of(it, role))) for party, role in parties]
