"""What handlers need from the outside: stores, the line to the client, and the unit of work from `handlers.work`."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from handlers.money import Till
from handlers.offerbook import OfferQuery as OfferQuery
from handlers.offerbook import Offers
from handlers.orderbook import Admission as Admission
from handlers.orderbook import OrderQuery as OrderQuery
from handlers.orderbook import Orders, StockBooks, StockGate
from handlers.paging import Page as Page
from handlers.pictures import Darkroom, Files, Pictures
from handlers.work import Answer as Answer
from handlers.work import Deal as Deal
from handlers.work import Entity as Entity
from handlers.work import Insert as Insert
from handlers.work import Save as Save
from handlers.work import Say as Say
from handlers.work import Sayable as Sayable
from handlers.work import Work as Work
from handlers.work import Write as Write
from models.account import Account, Login
from models.actor import Actor, Role
from models.auction import AuctionState, Bidder, PlacedBid
from models.audit import AuditEntry
from models.case import Case, CaseState
from models.errors import Refusal
from models.ids import AccountId, CaseId, CategoryId, ListingId, LoginId
from models.listing import Condition, Listing, ListingState, Seller
from models.place import Point
from models.subject import Subject

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")
Result = TypeVar("Result")


class Line(Protocol):
    """The client's connection, as far as handlers may touch it."""

    @property
    def address(self) -> str:
        """What counts as one client far away: an IPv4 address, or the /64 of an IPv6 address."""
        ...

    async def join(self, *rooms: str) -> None:
        """Hear these rooms from now on; what is read afterwards is not older than what is heard.

        Refuses with `watches_exceeded` when the line is in too many.
        """

    async def try_join(self, *rooms: str) -> None: ...

    async def leave(self, *rooms: str) -> None: ...

    async def sign_in(self, actor: Actor, expires_at: datetime) -> None:
        """Go on as this actor until the token runs out; public rooms are kept."""
        ...

    async def sign_out(self) -> None:
        """Go on as nobody; private rooms are left."""
        ...


class Accounts(Protocol):
    async def find(self, account_id: AccountId) -> Account | None: ...

    async def find_by_handle(self, handle: str) -> Account | None: ...

    async def page(self, beginning: str, role: Role | None, limit: int, cursor: str | None) -> Page[Account]:
        """Accounts by handle; `beginning` is that of the handle."""
        ...


class Logins(Protocol):
    async def find(self, login_id: LoginId) -> Login | None: ...


class Sort(StrEnum):
    """Orders of a list of listings; `relevance` only where something was searched for."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DOWN = "-price"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """Which listings to browse; `categories` is a category with all below it, empty for any; prices are inclusive."""

    categories: tuple[CategoryId, ...] = ()
    seller_id: AccountId | None = None
    states: tuple[ListingState, ...] = (ListingState.LIVE,)
    price_min: int | None = None
    price_max: int | None = None
    near: Point | None = None
    sort: Sort = Sort.NEWEST


class Listings(Protocol):
    async def find(self, listing_id: ListingId) -> Listing | None: ...

    async def find_many(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, Listing]: ...

    async def page(self, query: ListingQuery, limit: int, cursor: str | None) -> Page[Listing]:
        """A page of listings; a cursor that is not ours refuses with `invalid_payload`."""
        ...

    async def shown_as_before(self, seller: Seller, limit: int) -> Sequence[Listing]:
        """Listings of this seller that show an older version of him."""
        ...


class Feeds(Protocol):
    def showing(self, rooms: Sequence[str]) -> tuple[str, ...]:
        """Those of these feeds that can show one more listing this second; the others count it, a repeat once more."""
        ...


class Cases(Protocol):
    async def find(self, case_id: CaseId) -> Case | None: ...

    async def find_open(self, subject: Subject) -> Case | None:
        """The open case about it."""
        ...

    async def page(self, state: CaseState, limit: int, cursor: str | None) -> Page[Case]:
        """Open cases oldest first, decided ones latest first."""
        ...


class Audit(Protocol):
    async def page(self, subject_id: str | None, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """What staff did, latest first: all of it, or to one subject."""
        ...


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in the last minute, all processes together; `health` names each part's state, `ok` or a problem."""

    rates: Mapping[str, int]
    health: Mapping[str, str]


class Board(Protocol):
    def figures(self) -> Figures:
        """As they were a moment ago."""
        ...


@dataclass(frozen=True, slots=True)
class Participation:
    """An auction that somebody bids or has bid in, and his maximum; `latest` is when he bid last."""

    listing: Listing
    maximum: int
    latest: datetime


class Auctions(Protocol):
    async def find(self, listing_id: ListingId) -> tuple[Listing, datetime] | None:
        """A listing that is sold by auction, with the time by the database's clock."""
        ...

    async def answered(self, keys: Sequence[str]) -> Collection[str]:
        """Those of the requests that have been answered with yes before."""
        ...

    async def bids(self, listing_id: ListingId) -> Sequence[PlacedBid]:
        """All that stand, oldest first."""
        ...

    async def bidders(self, listing_id: ListingId) -> Sequence[Bidder]: ...

    async def history(self, listing_id: ListingId, limit: int, cursor: str | None) -> Page[PlacedBid]:
        """What everybody may see, newest first."""
        ...

    async def joined(
        self,
        bidder: AccountId,
        listing_id: ListingId | None,
        state: AuctionState | None,
        limit: int,
        cursor: str | None,
    ) -> Page[Participation]:
        """Where somebody bids, the latest bid first."""
        ...

    async def due(self, limit: int) -> Sequence[ListingId]:
        """Live auctions whose end has passed by the database's clock."""
        ...


Decide = Callable[[Sequence[Asked], "Shop"], Awaitable[Sequence[Answered | Refusal]]]
"""Decides requests together and stages what follows in the shop's work.

It may decide only the first few of them, and is asked again for the rest.
"""


class Turns(Protocol):
    """Group commit by key: what is asked while a commit is under way is decided together, in the order of arrival."""

    async def take(self, key: str, asked: Asked, decide: Decide[Asked, Answered]) -> Answered:
        """The answer, once it is written and announced."""
        ...


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for; prices inclusive in minor units, `radius_m` around `near`, pages count from 1."""

    words: str
    categories: tuple[CategoryId, ...]
    brand: str | None
    condition: Condition | None
    price_min: int | None
    price_max: int | None
    near: Point | None
    radius_m: int | None
    sort: Sort
    limit: int
    page: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ids in order, the estimated total, and counts by facet and value."""

    ids: tuple[ListingId, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


class Search(Protocol):
    async def find(self, query: SearchQuery) -> SearchResult:
        """Refuses with `unavailable` when the index does not answer in time."""
        ...


class Places(Protocol):
    def name_of(self, point: Point) -> str:
        """Name of the town nearest to a grid point; empty in the middle of nowhere."""
        ...


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the right password; takes as long when there is no account to compare with."""
        ...


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token as it travels, and what of it is stored."""

    token: str
    secret_hash: str


class Tokens(Protocol):
    @property
    def access_seconds(self) -> int: ...

    @property
    def refresh_days(self) -> int: ...

    def access(self, account: Account, login_id: LoginId, now: datetime) -> str:
        """A signed access token, good for `access_seconds`."""
        ...

    def refresh(self, login_id: LoginId) -> Refresh:
        """A fresh refresh token of this login."""
        ...

    def parse_refresh(self, token: str) -> tuple[LoginId, str]:
        """Login and secret hash of a presented refresh token; refuses with `token_invalid`."""
        ...


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is connected anywhere, and when he was last; a hint that may be a minute old."""

    online: bool
    last_seen: datetime | None


class Presences(Protocol):
    async def look(self, account_id: AccountId) -> Presence:
        """Answered `unavailable` while Redis is away."""
        ...


class BidGate(Protocol):
    """An early no to bids that are certainly too low; MongoDB has the last word on all others."""

    async def least(self, listing_id: ListingId, key: str, maximum: int) -> int:
        """What such a bid should have offered at least; 0 for every other, and for repeats of what was accepted."""
        ...

    def learn(self, listing: Listing, accepted: Sequence[str]) -> None:
        """These requests were accepted, and so the listing stands now."""
        ...

    async def open(self, listing: Listing) -> None:
        """What is least may be about to fall with this version: refuse nothing until more is learned, if possible."""

    async def ensure_open(self, listing: Listing) -> None:
        """The same, or an exception."""


class Locks(Protocol):
    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        """Whether the lock is this holder's, newly or still. True while Redis is away: a lock is only an early no."""
        ...


class Attempts(Protocol):
    """Sign-ins that failed, counted by handle, by address and by both; strict, for they guard secrets."""

    async def begin(self, handle: str, address: str, attempt: str) -> float:
        """Count an attempt as failed until `succeeded` says otherwise; when there were too many, the seconds to wait.

        Refuses with `unavailable` while Redis is away.
        """
        ...

    def succeeded(self, handle: str, address: str, attempt: str) -> None:
        """Take an attempt back: the password was right."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """UTC, in whole milliseconds as MongoDB keeps them."""
        ...


class Errands(Protocol):
    """Units of work beside a request's: for what has to be written before the next thing is done outside."""

    async def run(self, piece: "Callable[[Shop], Awaitable[Result]]") -> Result:
        """Run it, commit what it stages, announce; anew when somebody else wrote in between.

        Refuses as the piece does, or as the commit.
        """
        ...


@dataclass
class Shop:
    """The market as one request sees it: the stores to read from, and its own unit of work."""

    accounts: Accounts
    logins: Logins
    listings: Listings
    feeds: Feeds
    orders: Orders
    stock_gate: StockGate
    stock_books: StockBooks
    till: Till
    errands: Errands
    auctions: Auctions
    offers: Offers
    turns: Turns
    bid_gate: BidGate
    cases: Cases
    audit: Audit
    board: Board
    pictures: Pictures
    files: Files
    darkroom: Darkroom
    search: Search
    places: Places
    passwords: Passwords
    tokens: Tokens
    presences: Presences
    locks: Locks
    attempts: Attempts
    clock: Clock
    currency: str
    work: Work

    def at(self, work: Work) -> "Shop":
        """The same market for another request; cheaper than naming every store anew."""
        it = object.__new__(Shop)
        it.__dict__.update(self.__dict__)
        it.work = work
        return it
