"""Sockets that only remember what was written to them, and the seams that sessions lean on."""

from collections.abc import Sequence
from typing import cast

from models.ids import AccountId
from server.seams import Connection, Noted, Offset, Records, StoreAway
from server.transport.engine import Socket, Traffic
from server.transport.engine.rooms import RoomManager
from server.transport.sessions import Session, Sessions


class Written:
    """A socket without a network."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address, self.rooms, self.closed = address, set[str](), False
        self.frames: list[bytes] = []
        self.traffic: list[Traffic] = []
        self.sio_sid: str | None = None
        self.subject: Session | None = None

    def write(self, frame: bytes, traffic: Traffic = Traffic.DURABLE, key: str = "") -> None:
        self.frames.append(frame)
        self.traffic.append(traffic)

    def abort(self) -> None:
        self.closed = True

    @property
    def said(self) -> list[str]:
        """The texts of the frames, each shorter than 64 KiB."""
        return [frame[2 if frame[1] < 126 else 4 :].decode() for frame in self.frames]


class Subscriptions:
    """Channels that remember, or are away."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.away = False

    async def subscribe(self, rooms: Sequence[str]) -> None:
        if self.away:
            raise StoreAway("Redis is away.")
        self.open |= set(rooms)

    def unsubscribe(self, rooms: Sequence[str]) -> None:
        self.open -= set(rooms)


class Remembered:
    """Records of connections, kept nowhere; `answers` are given one after the other, then all is well."""

    def __init__(self) -> None:
        self.answers: list[Noted] = []
        self.noted: list[tuple[set[str], set[str]]] = []
        self.opened = 0

    async def open(self, connection: Connection, account: AccountId | None) -> Offset:
        self.opened += 1
        return Offset("e", 1)

    async def update(
        self, connection: Connection, account: AccountId | None, joined: Sequence[str], left: Sequence[str]
    ) -> Noted:
        self.noted.append((set(joined), set(left)))
        return self.answers.pop(0) if self.answers else Noted.DONE


class House:
    """A process's sessions with nothing behind them."""

    def __init__(self) -> None:
        self.manager, self.channels, self.records = RoomManager(), Subscriptions(), Remembered()
        self.sessions = Sessions(self.manager, self.channels, cast(Records, self.records))

    def guest(self, *rooms: str, offsets: bool = False) -> tuple[Written, Session]:
        """Somebody who is connected and in these rooms."""
        line = Written()
        session = self.sessions.open(cast(Socket, line), offsets=offsets)
        line.subject = session
        for room in rooms:
            self.manager.join(cast(Socket, line), room)
        return line, session
