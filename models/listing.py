"""A listing: something offered at a fixed price or by auction, and the moves its seller may make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from models.actor import Actor
from models.auction import Auction, AuctionSale
from models.errors import Code, Refusal
from models.ids import AccountId, CategoryId, ListingId
from models.media import Picture
from models.money import LARGEST, Money
from models.place import Place, Point
from models.subject import Subject, SubjectKind


class Condition(StrEnum):
    """How worn a thing is, best first."""

    NEW = "new"
    LIKE_NEW = "like_new"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Delivery(StrEnum):
    SHIP = "ship"
    MEETUP = "meetup"


class ListingState(StrEnum):
    LIVE = "live"
    SOLD = "sold"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class SaleKind(StrEnum):
    FIXED = "fixed"
    AUCTION = "auction"


@dataclass(frozen=True, slots=True)
class FixedSale:
    """So many units at one price; `offer_floor` is known to the seller alone."""

    price: Money
    stock: int
    offers: bool
    offer_floor: Money | None

    def __post_init__(self) -> None:
        if self.price.amount * self.stock > LARGEST:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"sale.stock": "Price times stock is too large."})
        if self.offer_floor and self.offer_floor.amount > self.price.amount:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"sale.offer_floor": "The floor is above the price."})


Sale = FixedSale | AuctionSale


@dataclass(frozen=True, slots=True)
class Seller:
    """What a listing shows of its seller."""

    id: AccountId
    version: int
    handle: str
    display_name: str
    points: int
    joined_at: datetime

    @classmethod
    def of(cls, actor: Actor) -> "Seller":
        return cls(actor.signed_in_id, actor.version, actor.handle, actor.display_name, actor.points, actor.joined_at)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a seller writes; everything else of a listing is the market's."""

    title: str
    description: str
    category: CategoryId
    attributes: Mapping[str, str]
    brand: str | None
    condition: Condition
    pictures: tuple[Picture, ...]
    location: Point | None
    place: Place | None
    delivery: tuple[Delivery, ...]
    shipping_fee: Money | None
    sale: Sale


_GONE = {
    ListingState.SOLD: Code.LISTING_SOLD,
    ListingState.WITHDRAWN: Code.LISTING_WITHDRAWN,
    ListingState.REMOVED: Code.LISTING_REMOVED,
}


REMOVABLE = frozenset({ListingState.LIVE, ListingState.WITHDRAWN})
"""A sold listing is part of somebody's order and stays."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`draft.location` is exact and for the seller alone; everybody else sees `draft.place`.

    `revision` counts the seller's changes alone: a price that was read holds as long as it stays. `reserved_until` is
    the moment at which a unit may come back, while none is available and one is held. `unseen` counts the changes that
    nobody may notice: that a leader raised his maximum.
    """

    id: ListingId
    version: int
    seller: Seller
    draft: Draft
    available: int
    state: ListingState
    published_at: datetime
    sold: int = 0
    reserved_until: datetime | None = None
    revision: int = 1
    unseen: int = 0
    auction: Auction | None = None

    @classmethod
    def publish(cls, listing_id: ListingId, seller: Seller, draft: Draft, now: datetime) -> "Listing":
        auction = Auction.opened(draft.sale, now) if isinstance(draft.sale, AuctionSale) else None
        return cls(listing_id, 1, seller, draft, draft.sale.stock, ListingState.LIVE, now, auction=auction)

    @property
    def shown_version(self) -> int:
        """The version that clients see: it grows by 1 with what they may notice, so that no gap tells of the rest."""
        return self.version - self.unseen

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.LISTING, self.id, self.draft.title)

    @property
    def price(self) -> Money:
        """What is asked now."""
        return Money(self.auction.price, self.auction.currency) if self.auction else self.draft.sale.price

    def price_to_order(self) -> Money:
        """What whoever orders it pays; refuses where one has to bid."""
        if self.auction:
            raise Refusal(Code.NOT_ALLOWED, "It is sold by auction: bid on it.")
        return self.draft.sale.price

    def refuse_unless_live(self) -> None:
        if code := _GONE.get(self.state):
            raise Refusal(code)

    def revise(self, draft: Draft, seen_version: int) -> "Listing":
        """The listing with another draft; refuses when the seller looked at an older version."""
        self.refuse_unless_live()
        if seen_version != self.shown_version:
            raise Refusal(Code.LISTING_CHANGED)
        if isinstance(draft.sale, AuctionSale):
            raise _other_kind()
        gone = self.draft.sale.stock - self.available
        if draft.sale.stock < gone + 1:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"sale.stock": "Fewer than are sold or reserved already."})
        return replace(
            self,
            version=self.version + 1,
            revision=self.revision + 1,
            draft=draft,
            available=draft.sale.stock - gone,
            reserved_until=None,
        )

    def revise_auction(self, draft: Draft, seen_version: int, now: datetime) -> "Listing":
        """Anything until somebody bids; then the reserve alone, and only downwards."""
        self.refuse_unless_live()
        if seen_version != self.shown_version:
            raise Refusal(Code.LISTING_CHANGED)
        if self.auction is None or not isinstance(draft.sale, AuctionSale):
            raise _other_kind()
        self.auction.refuse_unless_live(now)
        auction = self._revised(self.auction, draft, now)
        return replace(self, version=self.version + 1, revision=self.revision + 1, draft=draft, auction=auction)

    def _revised(self, auction: Auction, draft: Draft, now: datetime) -> Auction:
        assert isinstance(draft.sale, AuctionSale)
        if draft.sale == self.draft.sale:
            terms = auction
        elif auction.lead is None:
            terms = Auction.opened(draft.sale, now)
        else:
            terms = auction.lower_reserve(draft.sale.reserve.amount if draft.sale.reserve else None)
        assert isinstance(self.draft.sale, AuctionSale)
        agreed = replace(self.draft.sale, reserve=draft.sale.reserve)
        if auction.lead and draft != replace(self.draft, sale=agreed):
            raise Refusal(Code.AUCTION_HAS_BIDS)
        return terms

    def decided(self, auction: Auction) -> "Listing":
        """The listing with what has become of its auction."""
        return replace(self, version=self.version + 1, auction=auction)

    def decided_unseen(self, auction: Auction) -> "Listing":
        """The same when nobody may notice that anything has."""
        return replace(self.decided(auction), unseen=self.unseen + 1)

    def show_seller(self, seller: Seller) -> "Listing":
        """The listing under its seller's newer face."""
        return replace(self, version=self.version + 1, seller=seller)

    def remove(self) -> "Listing":
        """The listing as a moderator leaves it; refuses for what is sold or removed already."""
        if self.state not in REMOVABLE:
            raise Refusal(_GONE[self.state])
        auction = self.auction.call_off() if self.auction else None
        return replace(self, version=self.version + 1, state=ListingState.REMOVED, auction=auction)

    def restore(self, former: ListingState) -> "Listing":
        """The listing as it was before it was removed, but for what has ended meanwhile."""
        if self.state is not ListingState.REMOVED:
            raise Refusal(Code.LISTING_CHANGED)
        state = ListingState.WITHDRAWN if self.auction else former
        if state is ListingState.LIVE and self.sold >= self.draft.sale.stock:
            state = ListingState.SOLD
        return replace(self, version=self.version + 1, state=state)

    def withdraw(self) -> "Listing":
        self.refuse_unless_live()
        if self.auction and self.auction.lead:
            raise Refusal(Code.AUCTION_HAS_BIDS)
        return replace(self, version=self.version + 1, state=ListingState.WITHDRAWN)


def _other_kind() -> Refusal:
    return Refusal(Code.INVALID_PAYLOAD, fields={"sale.kind": "What is for sale stays for sale in the same way."})
