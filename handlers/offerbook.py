"""What handlers need of offers: the ports that read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.paging import Page
from models.ids import AccountId, ListingId, OfferId
from models.offer import Offer, OfferState, Party


@dataclass(frozen=True, slots=True)
class OfferQuery:
    """Whose offers, as buyer or seller, newest first."""

    role: Party
    account_id: AccountId
    listing_id: ListingId | None = None
    state: OfferState | None = None


class Offers(Protocol):
    async def find(self, offer_id: OfferId) -> Offer | None: ...

    async def open_between(self, listing_id: ListingId, buyer: AccountId) -> Offer | None:
        """The one open offer between a buyer and the seller."""
        ...

    async def open_for(self, listing_id: ListingId, limit: int) -> Sequence[Offer]: ...

    async def page(self, query: OfferQuery, limit: int, cursor: str | None) -> Page[Offer]: ...

    async def overdue(self, limit: int) -> Sequence[Offer]:
        """Open ones that have expired by the database's clock."""
        ...

    async def orphaned(self, limit: int) -> Sequence[Offer]:
        """Open ones about listings that are no longer for sale."""
        ...
