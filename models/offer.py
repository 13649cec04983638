"""An offer: another price for one unit of a listing, said by buyer or seller, and what the other one makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.auction import AuctionSale
from models.errors import Code, Refusal
from models.ids import AccountId, ListingId, OfferId, OrderId
from models.listing import FixedSale, Listing, Seller
from models.media import Picture
from models.money import Money

LIFE = timedelta(hours=48)
BUYER_PAYS_WITHIN = timedelta(hours=24)
"""The buyer need not be there when the seller says yes."""


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"
    """Another offer between the same two has taken its place."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Party(StrEnum):
    """Who says a price."""

    BUYER = "buyer"
    SELLER = "seller"

    @property
    def other(self) -> "Party":
        return Party.SELLER if self is Party.BUYER else Party.BUYER


class Move(StrEnum):
    """What may be done about an open offer, as the names of events have it."""

    COUNTER = "offer:counter"
    ACCEPT = "offer:accept"
    DECLINE = "offer:decline"
    WITHDRAW = "offer:withdraw"


_MOVES = {True: (Move.WITHDRAW,), False: (Move.ACCEPT, Move.COUNTER, Move.DECLINE)}
"""By whether one has made the offer oneself."""


@dataclass(frozen=True, slots=True)
class Thing:
    """The listing as it was when the price was said."""

    id: ListingId
    title: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Offer:
    """`by` has said the price; only the other one may accept it."""

    id: OfferId
    version: int
    thing: Thing
    buyer: Seller
    seller: Seller
    amount: Money
    by: Party
    state: OfferState
    made_at: datetime
    expires_at: datetime
    order_id: OrderId | None = None

    @classmethod
    def make(cls, offer_id: OfferId, listing: Listing, buyer: Seller, amount: Money, now: datetime) -> "Offer":
        """A buyer's; what is below the seller's floor is declined at once."""
        sale = _terms(listing)
        if listing.seller.id == buyer.id:
            raise Refusal(Code.LISTING_OWN)
        if not 0 < amount.amount <= sale.price.amount:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"amount.amount": "Between nothing and the price."})
        pictures = listing.draft.pictures
        thing = Thing(listing.id, listing.draft.title, pictures[0] if pictures else None)
        low = sale.offer_floor is not None and amount.amount < sale.offer_floor.amount
        state = OfferState.DECLINED if low else OfferState.OPEN
        return cls(offer_id, 1, thing, buyer, listing.seller, amount, Party.BUYER, state, now, now + LIFE)

    def party(self, account: AccountId | None) -> Party | None:
        """How somebody takes part; None for strangers."""
        if account == self.buyer.id:
            return Party.BUYER
        return Party.SELLER if account == self.seller.id else None

    def moves(self, viewer: Party) -> tuple[Move, ...]:
        """What this party may do now."""
        return _MOVES[viewer is self.by] if self.state is OfferState.OPEN else ()

    def counter(
        self, offer_id: OfferId, listing: Listing, by: Party, amount: Money, now: datetime
    ) -> "tuple[Offer, Offer]":
        """This one closed, and the new one in its place; nobody asks for more than the listing does."""
        self._refuse_unless(Move.COUNTER, by, now)
        if not 0 < amount.amount <= _terms(listing).price.amount:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"amount.amount": "Between nothing and the price."})
        new = replace(self, id=offer_id, version=1, amount=amount, by=by, made_at=now, expires_at=now + LIFE)
        return self.closed(OfferState.COUNTERED), new

    def accept(self, by: Party, expected: Money | None, order_id: OrderId, now: datetime) -> "Offer":
        """An order comes of it; refuses when the price is not the one that was seen."""
        self._refuse_unless(Move.ACCEPT, by, now)
        if expected is not None and expected != self.amount:
            raise Refusal(Code.AMOUNT_CHANGED)
        return replace(self.closed(OfferState.ACCEPTED), order_id=order_id)

    def decline(self, by: Party, now: datetime) -> "Offer":
        self._refuse_unless(Move.DECLINE, by, now)
        return self.closed(OfferState.DECLINED)

    def withdraw(self, by: Party, now: datetime) -> "Offer":
        self._refuse_unless(Move.WITHDRAW, by, now)
        return self.closed(OfferState.WITHDRAWN)

    def closed(self, state: OfferState) -> "Offer":
        return replace(self, version=self.version + 1, state=state)

    def _refuse_unless(self, move: Move, by: Party, now: datetime) -> None:
        if self.state is not OfferState.OPEN or now >= self.expires_at:
            raise Refusal(Code.OFFER_CLOSED)
        if move not in self.moves(by):
            raise Refusal(Code.NOT_ALLOWED, "This is for the other party.")


def _terms(listing: Listing) -> FixedSale:
    """Of a listing that takes offers; refuses for others."""
    listing.refuse_unless_live()
    sale = listing.draft.sale
    if isinstance(sale, AuctionSale) or not sale.offers:
        raise Refusal(Code.OFFER_UNWANTED)
    return sale
