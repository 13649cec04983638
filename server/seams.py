"""Where transport, stores and jobs meet without knowing each other: Protocols and the values that pass through them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import orjson

from handlers.contract import Limit
from handlers.ports import Say, Work
from models.account import Account, Login
from models.ids import AccountId, LoginId


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


@dataclass(frozen=True, slots=True)
class Change:
    """One committed write, in the order of the database. `document` is there for inserts, None otherwise."""

    token: Mapping[str, Any]
    collection: str
    id: str
    said: Sequence[Announcement]
    document: Mapping[str, Any] | None


class ChangeFeed(Protocol):
    def follow(self, after: Mapping[str, Any] | None) -> AsyncIterator[Sequence[Change]]:
        """Batches of changes after a token (None: from now on), as they are committed; empty batches tell that it lives.

        Raises LookupError when the database no longer knows the token.
        """
        ...


class Positions(Protocol):
    async def load(self, reader: str) -> Mapping[str, Any] | None:
        """Where a reader of the change feed stopped."""
        ...

    async def save(self, reader: str, token: Mapping[str, Any]) -> None: ...


class Leases(Protocol):
    async def hold(self, name: str, seconds: float) -> int | None:
        """Take or renew a lease: its fencing token, which grows with every new holder, or None when another has it."""
        ...

    async def release(self, name: str) -> None: ...


class Health(Protocol):
    async def check(self) -> Mapping[str, str]:
        """Each part's name with `ok`, or with what is wrong with it."""
        ...


Effect = Callable[[], Awaitable[None]]
