"""From a published message to the sockets of a room: one frame for all, each socket once, busy feeds thinned."""

from collections.abc import Callable, Sequence

from handlers.catalogue import PUSHES
from handlers.contract import Push
from handlers.contract import Traffic as Kind
from handlers.listings.pushes import FeedMoved, ListingPublished
from models import rooms as room_names
from server.crowds import Crowds
from server.metrics import Counts
from server.seams import Heard, Offset
from server.transport.engine import Socket, Traffic, text_frame
from server.transport.engine.rooms import RoomManager

FEED_A_SECOND = 20
"""Listings that a feed shows one by one within a second; what is more is counted."""

_NEWS = f'["{ListingPublished.name}"'.encode()
_TRAFFIC = {
    name.encode(): {Kind.DURABLE: Traffic.DURABLE, Kind.LATEST: Traffic.LATEST, Kind.VOLATILE: Traffic.VOLATILE}[
        push.traffic
    ]
    for name, push in PUSHES.items()
}
"""A push that only a newer version knows, while processes are replaced one by one, is durable."""


def frame_of(push: Push, offset: str = "") -> bytes:
    """A push as one socket gets it."""
    return event_frame(f'["{push.name}",{push.model_dump_json()}'.encode(), offset)


def event_frame(event: bytes, offset: str = "") -> bytes:
    """`["name",{...}` closed, with an offset to come back with or without."""
    return text_frame(b"42" + event + (f',"{offset}"]'.encode() if offset else b"]"))


def _is_news(room: str, heard: Heard) -> bool:
    """Only what is new in a feed may be counted instead of shown: who shows a listing must learn that it is gone."""
    return room_names.is_feed(room) and heard.event.startswith(_NEWS)


class Voice:
    """Delivers what arrives on this process's subscriptions, in that order and from nowhere else.

    `offset` is how far it has heard; `history_lost` is called when what arrives belongs to another history.
    """

    def __init__(self, manager: RoomManager, counts: Counts, history_lost: Callable[[], None]) -> None:
        self._manager, self._counts, self._history_lost = manager, counts, history_lost
        self._crowds = Crowds(FEED_A_SECOND, self._moved)
        self._held: list[tuple[str, bytes]] | None = None
        self.offset = Offset("", 0)

    def deliver(self, room: str, message: bytes) -> None:
        """A message in the form of `announce.lua`; held back while older ones are read again."""
        if self._held is not None:
            self._held.append((room, message))
        else:
            self._deliver(room, Heard.parse(message))

    def hold(self) -> None:
        """We are deaf: what arrives from now on waits until what was missed is delivered."""
        self._held = self._held or []

    def release(self, missed: Sequence[Heard]) -> None:
        """Deliver what was missed, then what arrived meanwhile."""
        held, self._held = self._held or [], None
        for heard in missed:
            for room in heard.rooms:
                self._deliver(room, heard)
        known = {heard.offset for heard in missed}
        for room, message in held:
            heard = Heard.parse(message)
            if heard.offset not in known:
                self._deliver(room, heard)

    def _deliver(self, room: str, heard: Heard) -> None:
        if heard.offset.epoch != self.offset.epoch:
            known, self.offset = self.offset, heard.offset
            if known.epoch:
                self._history_lost()
        self.offset = heard.offset
        members = self._manager.members.get(room)
        if members and (not _is_news(room, heard) or self._crowds.room_for_one(room)):
            self._write(members, heard.rooms[: heard.rooms.index(room)], heard)

    def _write(self, members: set[Socket], earlier: Sequence[str], heard: Heard) -> None:
        """Who is in one of the earlier rooms has it already; who is catching up gets it afterwards."""
        traffic = _TRAFFIC.get(heard.event[2 : heard.event.index(b'"', 2)], Traffic.DURABLE)
        plain = event_frame(heard.event)
        numbered = plain if traffic is Traffic.VOLATILE else event_frame(heard.event, str(heard.offset))
        for socket in tuple(members):
            if earlier and not socket.rooms.isdisjoint(earlier):
                continue
            session = socket.subject
            frame = numbered if session.offsets else plain
            if (replay := session.replay) is not None:
                if replay.keeps(heard.offset, frame):
                    continue
                session.replay = None
            socket.write(frame, traffic, heard.key)
        self._counts.deliveries += len(members)

    def _moved(self, room: str, count: int) -> None:
        frame = frame_of(FeedMoved(count=count))
        for socket in tuple(self._manager.members.get(room, ())):
            socket.write(frame, Traffic.VOLATILE)
