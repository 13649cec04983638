"""Ports of orders: where they are kept, and the gate before the stock that they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from handlers.paging import Page
from models.ids import AccountId, ListingId, OrderId
from models.listing import Listing
from models.order import Order
from models.order_flow import OrderState


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Whose orders, newest first; nobody's in particular for those who look after all."""

    buyer_id: AccountId | None = None
    seller_id: AccountId | None = None
    state: OrderState | None = None


class Orders(Protocol):
    async def find(self, order_id: OrderId) -> Order | None: ...

    async def page(self, query: OrderQuery, limit: int, cursor: str | None) -> Page[Order]:
        """A page of orders; a cursor that is not ours refuses with `invalid_payload`."""
        ...

    async def due(self, limit: int) -> Sequence[Order]:
        """Those whose timer has run out by the database's clock, longest ago first; none that are at the cashier."""
        ...

    async def overdue_at_cashier(self, limit: int) -> Sequence[Order]:
        """Some that were not paid in time while their buyers are at the cashier, where the trade is closed first."""
        ...

    async def refunding(self, limit: int) -> Sequence[Order]:
        """Some of those whose money is to go back."""
        ...

    async def received(self, limit: int) -> Sequence[Order]:
        """Some of those whose seller is to be paid; they wait for `complete`."""
        ...

    async def ended_with_address(self, before: datetime, limit: int) -> Sequence[Order]:
        """Those that ended before this moment and still know an address."""
        ...


class Admission(StrEnum):
    """What the gate says to one who wants units."""

    TAKEN = "taken"
    """There is room, and he has it now."""
    KEPT = "kept"
    """He had it already: this is a repeat, or the gate is away and MongoDB alone decides."""
    FULL = "full"
    """Others have asked for all there is."""


class StockGate(Protocol):
    """An early no for those who come too late; it never gives units away, MongoDB does."""

    async def admit(self, listing: Listing, claim: str, quantity: int) -> Admission: ...

    def let_go(self, listing_id: ListingId, claim: str) -> None:
        """The claim came to nothing."""
        ...

    def reopen(self, listing: Listing) -> None:
        """Units came back, or the seller changed their number: count anew from this listing, if none later is known."""
        ...

    async def compare(self, listings: Sequence[Listing]) -> int:
        """Correct gates that have drifted from these listings; how many there were.

        One that lets in too few is given until the next time, for those who were let in may be on their way.
        """
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A listing, and the units of it that orders hold or have bought, at one moment."""

    listing: Listing
    held: int
    sold: int


class StockBooks(Protocol):
    async def claimed_lately(self) -> Sequence[Claimed]:
        """Listings whose orders have moved in the last minutes."""
        ...

    async def claimed_next(self) -> Sequence[Claimed]:
        """The next stretch of all listings; after the last one the first again."""
        ...

    async def contradictions(self) -> int:
        """Orders that moved lately and whose units are not where their state says."""
        ...

    def note(self, drift: str, count: int) -> None:
        """Count what should not have been found, for whoever watches the market."""
        ...
