"""Where transport, stores and jobs meet without knowing each other: Protocols and the values that pass through them."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple, NewType, Protocol

import orjson

from handlers.contract import Limit
from handlers.ports import Entity, Say, Work
from models.account import Account, Login
from models.ids import AccountId, ListingId, LoginId
from models.listing import Listing


class Announcement(NamedTuple):
    """One push on its way to its rooms. `source` and `version` name the write it belongs to, `part` the push in it.

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


@dataclass(frozen=True, slots=True)
class Offset:
    """A place in history: the epoch names a history that lost nothing, the sequence counts all announcements in it."""

    epoch: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.sequence}"

    @classmethod
    def parse(cls, text: str) -> "Offset | None":
        """The offset that a text spells; None when it is not one of ours."""
        epoch, _, sequence = text.partition(".")
        if not epoch.isalnum() or not sequence.isdecimal() or len(text) > 64:
            return None
        return cls(epoch, int(sequence))


@dataclass(frozen=True, slots=True)
class Heard:
    """One announcement as it was published, for one socket or room: what all sockets of a room get."""

    offset: Offset
    rooms: tuple[str, ...]
    key: str
    """Of several with the same key only the newest matters; empty when each matters."""
    event: bytes
    """`["name",{...}` without the closing bracket, so that an offset can follow."""

    @classmethod
    def parse(cls, message: bytes) -> "Heard":
        """The announcement in the form that `announce.lua` publishes and journals."""
        place, rooms, key, event = message.split(b"\n", 3)
        epoch, _, sequence = place.decode().partition(".")
        return cls(Offset(epoch, int(sequence)), tuple(rooms.decode().split(" ")), key.decode(), event)


class Journal(Protocol):
    async def since(self, rooms: Mapping[str, int]) -> Sequence[Heard] | None:
        """What was announced in these rooms after the given sequences, each once, in order; None when it is not whole.

        Raises StoreAway.
        """
        ...

    async def now(self) -> Offset:
        """Where history stands; raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection of a client that may come back: the client alone knows `secret`, this connection alone `nonce`."""

    secret: str
    sid: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A connection taken up again: its socket id, its rooms with the sequence at joining, and who had it before."""

    sid: str
    sequence: int
    rooms: Mapping[str, int]
    older_nonce: str
    older_process: str


class Noted(IntEnum):
    """What became of a note about a connection."""

    GONE = -1
    """Nothing is remembered of it: Redis lost its data."""
    EVICTED = 0
    """A newer connection of the same client has taken its place."""
    DONE = 1


class Records(Protocol):
    """What is remembered of connections, so that their clients can take them up again on any process."""

    async def open(self, connection: Connection, account: AccountId | None) -> Offset:
        """Remember a new connection; gives where history stands. Raises StoreAway."""
        ...

    async def claim(self, connection: Connection, account: AccountId | None, epoch: str) -> Claimed | None:
        """Take up a connection under a fresh nonce; None when it is unknown, somebody else's or of another epoch."""
        ...

    async def update(
        self, connection: Connection, account: AccountId | None, joined: Sequence[str], left: Sequence[str]
    ) -> Noted:
        """Note what a connection joined and left. Raises StoreAway."""
        ...

    def keep(self, connection: Connection, account: AccountId | None) -> None:
        """The connection is alive: remember it for another while."""
        ...

    def evict(self, process: str, nonce: str) -> None:
        """Ask a process to hang up on a connection whose client has come back elsewhere."""
        ...


class Announcer(Protocol):
    async def announce(self, batch: Sequence[Announcement]) -> None:
        """Journal and publish; raises StoreAway, and then some of the batch may be out already."""
        ...

    async def end_epoch(self) -> None:
        """Something may never have been announced: clients are to fetch anew. Raises StoreAway."""
        ...


class Once(NamedTuple):
    """A request that must have one effect: its key over (account, event, request id), and a hash of its body."""

    key: str
    body_hash: str


class Recalled(NamedTuple):
    """The answer that the first try of a request got; `body_hash` tells whether it was the same request."""

    body_hash: str
    reply: bytes


class VersionConflict(Exception):
    """A document changed between reading and writing; nothing was written."""


class Unconfirmed(Exception):
    """The database did not say whether it wrote."""


class StoreAway(Exception):
    """A store did not answer in time; nothing was written."""


class Committer(Protocol):
    async def commit(
        self, work: Work, once: Once | None, reply: bytes
    ) -> tuple[Sequence[Announcement], Recalled | None]:
        """Write all of the work or nothing; gives what is to be announced, or the answer of the first try.

        Raises Refusal (a unique key is taken), VersionConflict, Unconfirmed or StoreAway.
        """
        ...

    async def recall(self, once: Once) -> Recalled | None:
        """The answer to an earlier try of this request, if there was one."""
        ...


class Charge(NamedTuple):
    """One request against one declared limit; `key` says whose bucket."""

    key: str
    limit: Limit


class Limits(Protocol):
    def spend(self, charge: Charge) -> bool:
        """Whether one is left of those that were taken in advance."""
        ...

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


class Reader(Protocol):
    """Documents of any kind as they are now. Reading raises StoreAway."""

    def collection(self, kind: type[Entity]) -> str:
        """The name under which the change feed reports documents of this kind."""
        ...

    async def read(self, kind: type[Entity], ids: Sequence[str]) -> Sequence[Entity]:
        """Those of them that are there."""
        ...

    async def after(self, kind: type[Entity], last_id: str, limit: int) -> Sequence[Entity]:
        """The next ones in the order of ids."""
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
