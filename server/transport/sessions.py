"""Who is behind each socket: its actor, its rooms and its share of the process."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from handlers.accounts.payloads import OwnAccountView
from models import rooms as room_names
from models.actor import ANONYMOUS, Actor
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId
from server.seams import Channels, StoreAway
from server.transport import remote
from server.transport.buckets import Buckets
from server.transport.engine import Socket
from server.transport.engine.rooms import RoomManager

RUNNING = 8
WAITING = 32
ROOMS = 128
"""Rooms a socket may be in (Centrifugo's `channel_limit`: 128)."""

Request = Callable[[], Awaitable[None]]


class Session:
    """One socket as the market sees it: implements `handlers.ports.Line`."""

    __slots__ = ("_registry", "account", "actor", "buckets", "expires_at", "offsets", "running", "socket", "waiting")

    def __init__(self, socket: Socket, registry: "Sessions", *, offsets: bool) -> None:
        self.socket, self._registry = socket, registry
        self.offsets = offsets
        self.actor: Actor = ANONYMOUS
        self.account: OwnAccountView | None = None
        self.expires_at: datetime | None = None
        self.buckets = Buckets()
        self.running = 0
        self.waiting: deque[Request] | None = None

    @property
    def address(self) -> str:
        return remote.network(self.socket.address)

    async def join(self, *rooms: str) -> None:
        """Refuses when there are too many; raises StoreAway, and then nothing was joined."""
        fresh = [room for room in rooms if room not in self.socket.rooms]
        if len(self.socket.rooms) + len(fresh) > ROOMS:
            raise Refusal(Code.WATCHES_EXCEEDED)
        for room in fresh:
            self._registry.manager.join(self.socket, room)
        try:
            await self._registry.channels.subscribe(rooms)
        except StoreAway:
            await self.leave(*fresh)
            raise
        if self.socket.closed:
            await self.leave(*fresh)

    async def leave(self, *rooms: str) -> None:
        manager = self._registry.manager
        if emptied := [room for room in rooms if manager.leave(self.socket, room)]:
            self._registry.channels.unsubscribe(emptied)

    async def sign_in(self, actor: Actor, expires_at: datetime) -> None:
        """Become somebody; while Redis is away private pushes begin when it is back."""
        if actor.account_id != self.actor.account_id:
            await self.sign_out()
        self._registry.know(self, actor, expires_at)
        assert actor.account_id
        try:
            await self.join(room_names.account(actor.account_id))
        except StoreAway:
            self._registry.manager.join(self.socket, room_names.account(actor.account_id))

    async def sign_out(self) -> None:
        self._registry.forget(self)
        self.actor, self.account, self.expires_at = ANONYMOUS, None, None
        await self.leave(*[room for room in self.socket.rooms if room_names.is_private(room)])


class Sessions:
    """All sessions of this process, and those of each account."""

    def __init__(self, manager: RoomManager, channels: Channels) -> None:
        self.manager, self.channels = manager, channels
        self.all: set[Session] = set()
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
            self._of_account.setdefault(actor.account_id, set()).add(session)

    def forget(self, session: Session) -> None:
        account_id = session.actor.account_id
        if account_id and (mine := self._of_account.get(account_id)):
            mine.discard(session)
            if not mine:
                del self._of_account[account_id]

    def concerned(self, accounts: frozenset[AccountId], logins: frozenset[LoginId]) -> Iterator[Session]:
        """Sessions of these accounts and of these logins."""
        for account_id in accounts:
            yield from tuple(self._of_account.get(account_id, ()))
        if logins:
            yield from [session for session in self.all if session.actor.login_id in logins]
