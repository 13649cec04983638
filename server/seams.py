"""Where transport, stores and jobs meet without knowing each other: Protocols and the values that pass through them."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

import orjson

from handlers.contract import Limit
from handlers.ports import Say, Work
from models.account import Account, Login
from models.ids import AccountId, ListingId, LoginId
from models.listing import Listing


@dataclass(frozen=True, slots=True)
class Announcement:
    """One push on its way to its rooms. `source` and `version` name the write it belongs to, `part` which of its pushes.

    Announcing the same one again has no effect, so whoever is in doubt announces.
    """

    source: str
    version: int
    part: int
    rooms: tuple[str, ...]
    name: str
    body: str
    """The push as JSON text."""


def announcements(source: str, version: int, says: Sequence[Say]) -> list[Announcement]:
    """What a write says, in the order of its saying."""
    return [
        Announcement(source, version, part, say.rooms, say.push.name, say.push.model_dump_json())
        for part, say in enumerate(says)
    ]


def pack(said: Sequence[Announcement]) -> bytes:
    """The form in which a document keeps what its last write said."""
    return orjson.dumps([[a.source, a.version, a.part, a.rooms, a.name, a.body] for a in said])


def unpack(said: bytes) -> list[Announcement]:
    """The announcements of a document, from the form in which it keeps them."""
    return [Announcement(s, v, p, tuple(rooms), name, body) for s, v, p, rooms, name, body in orjson.loads(said)]


class Announcer(Protocol):
    async def announce(self, batch: Sequence[Announcement]) -> None:
        """Journal and publish; raises when Redis is away, and then some of the batch may be out already."""
        ...


@dataclass(frozen=True, slots=True)
class Once:
    """A request that must have one effect: its key over (account, event, request id), and a hash of its body."""

    key: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Recalled:
    """The answer that the first try of a request got; `body_hash` tells whether it was the same request."""

    body_hash: bytes
    reply: bytes


class VersionConflict(Exception):
    """A document changed between reading and writing; nothing was written."""


class Unconfirmed(Exception):
    """The database did not say whether it wrote."""


class StoreAway(Exception):
    """A store did not answer in time; nothing was written."""


class Committer(Protocol):
    async def commit(self, work: Work, once: Once | None, reply: bytes) -> tuple[Sequence[Announcement], Recalled | None]:
        """Write all of the work or nothing; gives what is to be announced, or the answer of the first try.

        Raises Refusal (a unique key is taken), VersionConflict, Unconfirmed or StoreAway.
        """
        ...

    async def recall(self, once: Once) -> Recalled | None:
        """The answer to an earlier try of this request, if there was one."""
        ...


@dataclass(frozen=True, slots=True)
class Charge:
    """One request against one declared limit; `key` says whose bucket."""

    key: str
    limit: Limit


class Limits(Protocol):
    async def take(self, charge: Charge) -> float:
        """0 when there was room, else the seconds to wait; raises StoreAway when Redis does not answer."""
        ...

    def give_back(self, charge: Charge) -> None:
        """Undo a charge whose request turned out to be a repeat."""
        ...


Deliver = Callable[[str, bytes], None]
"""Called with a room and a message as it was published, in the order of publishing."""


class Channels(Protocol):
    async def subscribe(self, rooms: Sequence[str]) -> None:
        """Returns once the subscriptions stand; raises StoreAway."""
        ...

    def unsubscribe(self, rooms: Sequence[str]) -> None:
        """The last local member is gone; the channels linger for a while."""
        ...


@dataclass(frozen=True, slots=True)
class RightsChange:
    """An account or a login whose rights changed; the sockets concerned are judged anew."""

    accounts: frozenset[AccountId]
    logins: frozenset[LoginId]


class Rights(Protocol):
    async def changed(self) -> RightsChange:
        """What changed since the last call, a little overlapping."""
        ...

    async def standing(self, account_id: AccountId, login_id: LoginId) -> tuple[Account, Login] | None:
        """Account and login as they are now; None when either is gone."""
        ...


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid access token says."""

    account_id: AccountId
    login_id: LoginId
    expires_at: datetime


class TokenReader(Protocol):
    def read(self, token: str) -> Claims:
        """Refuses with `token_expired` or `token_invalid`."""
        ...


Position = NewType("Position", str)
"""A place in the change feed; later places are greater."""


@dataclass(frozen=True, slots=True)
class Change:
    """One committed write of a document that says something or is indexed."""

    position: Position
    collection: str
    id: str
    said: Sequence[Announcement]
    at: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in the order of the database, and the place in the feed behind them."""

    items: Sequence[Change]
    position: Position


class ChangeFeed(Protocol):
    def follow(self, after: Position | None) -> AsyncGenerator[Changes]:
        """Changes after a position (None: from now on), as they are committed; empty ones tell that it lives.

        Raises LookupError when the database no longer knows the position, StoreAway when it does not answer.
        """
        ...


class LeaseLost(Exception):
    """Somebody else holds the lease by now; what was to be written was not."""


class Positions(Protocol):
    """Where the readers of the change feed stopped. A position is kept with the fencing token of who saved it."""

    async def load(self, reader: str, fence: int) -> Position | None:
        """The reader's position, None when it has none. From now on older fencing tokens are refused: LeaseLost."""
        ...

    async def save(self, reader: str, position: Position, fence: int) -> None:
        """Raises LeaseLost for an old fencing token."""
        ...

    async def forget(self, reader: str) -> None:
        """Whoever reads now loses the lease, and the next one starts from the documents themselves."""
        ...


class Leases(Protocol):
    async def hold(self, name: str, seconds: float) -> int | None:
        """Take or renew a lease: its fencing token, which grows with every new holder, or None when another has it.

        Raises StoreAway.
        """
        ...

    async def release(self, name: str) -> None: ...


class Unindexable(Exception):
    """The index refuses a document, and would refuse it again."""


class Index(Protocol):
    """The search index of listings, written by one worker at a time. All methods raise StoreAway."""

    async def prepare(self) -> None:
        """Make the index and its settings what this version needs; changes nothing when they are."""
        ...

    async def write(self, listings: Sequence[Listing], gone: Sequence[ListingId]) -> None:
        """Returns once the index shows it; raises Unindexable."""
        ...

    async def versions(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, int]:
        """Those of the listings that the index holds, with their versions; 0 when their shape is an old one."""
        ...

    async def page(self, skip: int, limit: int) -> Sequence[ListingId]:
        """Some of the ids in the index, in an order of its own."""
        ...

    async def rebuild(self, pages: AsyncIterator[Sequence[Listing]]) -> None:
        """Fill a new index, then put it into the place of the old one, which is searched until then."""
        ...


class Census(Protocol):
    """Versions of the listings that are live, for comparison with the index."""

    async def live_after(self, listing_id: str, limit: int) -> Mapping[ListingId, int]:
        """The next ones in the order of ids."""
        ...

    async def live_among(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, int]: ...


class Health(Protocol):
    async def check(self) -> Mapping[str, str]:
        """Each part's name with `ok`, or with what is wrong with it."""
        ...


Effect = Callable[[], Awaitable[None]]
