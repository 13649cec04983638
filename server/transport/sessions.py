"""Who is behind each socket: its actor, its rooms and its share of the process."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from handlers.accounts.payloads import OwnAccountView
from handlers.contract import Event
from models import rooms as room_names
from models.actor import ANONYMOUS, Actor
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId
from server.seams import Channels, Connection, Noted, Records, StoreAway
from server.transport import remote
from server.transport.buckets import Buckets
from server.transport.engine import Socket
from server.transport.engine.rooms import RoomManager
from server.transport.replay import Replay

RUNNING = 8
WAITING = 32
ROOMS = 128
"""Rooms a socket may be in (Centrifugo's `channel_limit`: 128)."""


class Request(NamedTuple):
    """An event asked for, as it came."""

    event: Event[Any, Any]
    ack_id: bytes
    raw: bytes


class Welcome(NamedTuple):
    """What the greeting will say: whose socket it is, whether what it missed was replayed, which rooms were lost."""

    account: OwnAccountView | None
    recovered: bool
    lost: Sequence[str]


class Session:
    """One socket as the market sees it: implements `handlers.ports.Line`."""

    __slots__ = (
        "_registry", "actor", "buckets", "connection", "expires_at", "offsets", "replay", "running", "socket",
        "waiting", "welcome",
    )  # fmt: skip

    def __init__(self, socket: Socket, registry: "Sessions", *, offsets: bool) -> None:
        self.socket, self._registry = socket, registry
        self.offsets = offsets
        self.connection: Connection | None = None
        self.replay: Replay | None = None
        """While it catches up; None when everything live is written at once."""
        self.actor: Actor = ANONYMOUS
        self.welcome: Welcome | None = None
        self.expires_at: datetime | None = None
        self.buckets = Buckets()
        self.running = 0
        self.waiting: deque[Request] | None = None

    @property
    def address(self) -> str:
        return remote.network(self.socket.address)

    async def join(self, *rooms: str) -> None:
        """Refuses with `watches_exceeded` when there are too many; raises StoreAway, and then nothing was joined."""
        fresh = [room for room in rooms if room not in self.socket.rooms]
        if len(self.socket.rooms) + len(fresh) > ROOMS:
            raise Refusal(Code.WATCHES_EXCEEDED)
        for room in fresh:
            self._registry.manager.join(self.socket, room)
        try:
            await self._registry.channels.subscribe(rooms)
            await self._note(fresh, ())
        except StoreAway:
            self._leave(fresh)
            raise
        if self.socket.closed:
            self._leave(fresh)

    async def try_join(self, *rooms: str) -> None:
        """Joins where one can: for what was done already, and must not be answered as if it had not been."""
        with suppress(Refusal, StoreAway):
            await self.join(*rooms)

    async def leave(self, *rooms: str) -> None:
        """What is left is forgotten here at once; that it was left may be forgotten while Redis is away."""
        left = [room for room in rooms if room in self.socket.rooms]
        self._leave(left)
        if left and not self.socket.closed:
            with suppress(StoreAway):
                await self._note((), left)

    async def note_rooms(self) -> None:
        """Have all rooms in the record, also when Redis has forgotten it; a newer connection's record is let alone."""
        await self._note((), ())

    def forget_rooms(self) -> None:
        """Be in no room any more."""
        self._leave(tuple(self.socket.rooms))

    def _leave(self, rooms: Iterable[str]) -> None:
        manager = self._registry.manager
        if emptied := [room for room in rooms if manager.leave(self.socket, room)]:
            self._registry.channels.unsubscribe(emptied)

    async def _note(self, joined: Sequence[str], left: Sequence[str]) -> None:
        """Keep the record of this connection true before anybody relies on it."""
        if self.connection is None:
            return
        records, account = self._registry.records, self.actor.account_id
        match await records.update(self.connection, account, joined, left):
            case Noted.EVICTED:
                self.socket.abort()
            case Noted.GONE:
                await records.open(self.connection, account)
                await records.update(self.connection, account, tuple(self.socket.rooms), ())
            case Noted.DONE:
                pass

    async def sign_in(self, actor: Actor, expires_at: datetime) -> None:
        """Become somebody; while Redis is away private pushes begin when it is back."""
        if actor.account_id != self.actor.account_id:
            await self.sign_out()
        self._registry.know(self, actor, expires_at)
        assert actor.account_id
        private = room_names.account(actor.account_id)
        try:
            await self.join(private)
        except StoreAway:
            await self._wait_for(private)

    async def _wait_for(self, room: str) -> None:
        """Be in a room that will be heard again when Redis is back: its channel stays wanted."""
        if not self.socket.closed:
            self._registry.manager.join(self.socket, room)
            with suppress(StoreAway):
                await self._registry.channels.subscribe((room,))

    async def sign_out(self) -> None:
        self._registry.forget(self)
        self.actor, self.expires_at = ANONYMOUS, None
        await self.leave(*[room for room in self.socket.rooms if room_names.is_private(room)])


class Sessions:
    """All sessions of this process, and those of each account."""

    def __init__(self, manager: RoomManager, channels: Channels, records: Records) -> None:
        self.manager, self.channels, self.records = manager, channels, records
        self.all: set[Session] = set()
        self.came: Callable[[AccountId], None] = lambda _: None
        self.went: Callable[[AccountId], None] = lambda _: None
        """Called with the first and after the last session of an account here."""
        self._of_account: dict[AccountId, set[Session]] = {}

    def open(self, socket: Socket, *, offsets: bool) -> Session:
        session = Session(socket, self, offsets=offsets)
        self.all.add(session)
        return session

    def close(self, session: Session) -> None:
        self.forget(session)
        self.all.discard(session)
        if emptied := self.manager.part(session.socket):
            self.channels.unsubscribe(emptied)

    def know(self, session: Session, actor: Actor, expires_at: datetime) -> None:
        session.actor, session.expires_at = actor, expires_at
        if actor.account_id and session in self.all:
            if actor.account_id not in self._of_account:
                self._of_account[actor.account_id] = set()
                self.came(actor.account_id)
            self._of_account[actor.account_id].add(session)

    def forget(self, session: Session) -> None:
        account_id = session.actor.account_id
        if account_id and (mine := self._of_account.get(account_id)):
            mine.discard(session)
            if not mine:
                del self._of_account[account_id]
                self.went(account_id)

    def has(self, account_id: AccountId) -> bool:
        return account_id in self._of_account

    def concerned(self, accounts: frozenset[AccountId], logins: frozenset[LoginId]) -> Iterator[Session]:
        """Sessions of these accounts and of these logins."""
        for account_id in accounts:
            yield from tuple(self._of_account.get(account_id, ()))
        if logins:
            yield from [session for session in self.all if session.actor.login_id in logins]
