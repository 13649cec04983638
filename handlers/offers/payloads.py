"""The wire shapes of offers."""

from typing import Self

from handlers.contract import Maybe, View
from handlers.listings.payloads import SellerView
from handlers.orders.payloads import OrderView
from handlers.shapes import Identifier, Moment, Money, OnceRequest, PageRequest, PictureView
from models.offer import Move, Offer, OfferState, Party


class MakeOffer(OnceRequest):
    listing_id: Identifier
    amount: Money


class CounterOffer(OnceRequest):
    offer_id: Identifier
    amount: Money


class AcceptOffer(OnceRequest):
    """`expected_amount` is the price that was seen: another one is not accepted by mistake."""

    offer_id: Identifier
    expected_amount: Maybe[Money] = None


class OneOffer(OnceRequest):
    offer_id: Identifier


class ListOffers(PageRequest):
    """Those that one made or countered as buyer, or got as seller."""

    role: Party
    listing_id: Maybe[Identifier] = None
    state: Maybe[OfferState] = None


class ThingView(View):
    """The listing as it was when the price was said."""

    id: str
    title: str
    picture: Maybe[PictureView] = None


class OfferView(View):
    """An offer as one of its two parties sees it; `by` has said the price, `actions` are what the viewer may do now."""

    id: str
    version: int
    listing: ThingView
    buyer: SellerView
    seller: SellerView
    amount: Money
    by: Party
    state: OfferState
    actions: tuple[Move, ...]
    made_at: Moment
    expires_at: Moment
    order_id: Maybe[str] = None

    @classmethod
    def of(cls, it: Offer, viewer: Party) -> Self:
        picture = it.thing.picture
        return cls(
            id=it.id,
            version=it.version,
            listing=ThingView(
                id=it.thing.id, title=it.thing.title, picture=PictureView.of(picture) if picture else None
            ),
            buyer=SellerView.of(it.buyer),
            seller=SellerView.of(it.seller),
            amount=Money.of(it.amount),
            by=it.by,
            state=it.state,
            actions=it.moves(viewer),
            made_at=it.made_at,
            expires_at=it.expires_at,
            order_id=it.order_id,
        )


class OfferReply(View):
    """The offer as it is now, with the order that came of it."""

    offer: OfferView
    order: Maybe[OrderView] = None


class OfferPage(View):
    items: tuple[OfferView, ...]
    next_cursor: str | None
