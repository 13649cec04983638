"""From a published message to the sockets of a room: one frame for all, each socket once, busy feeds thinned."""

import asyncio
from collections.abc import Sequence

from handlers.catalogue import PUSHES
from handlers.contract import Push
from handlers.contract import Traffic as Kind
from handlers.listings.pushes import FeedMoved
from models import rooms as room_names
from server.metrics import Counts
from server.transport.engine import Socket, Traffic, text_frame
from server.transport.engine.rooms import RoomManager

FEED_A_SECOND = 20
"""Listings that a feed shows one by one within a second; what is more is counted."""

_VOLATILE = {name.encode() for name, push in PUSHES.items() if push.traffic is Kind.VOLATILE}


def frame_of(push: Push, offset: str = "") -> bytes:
    """A push as one socket gets it."""
    return text_frame(_event(f'["{push.name}",{push.model_dump_json()}'.encode(), offset.encode()))


def _event(message: bytes, offset: bytes) -> bytes:
    return b"42" + message + (b',"' + offset + b'"]' if offset else b"]")


class Voice:
    """Delivers what arrives on this process's subscriptions, in that order and from nowhere else."""

    def __init__(self, manager: RoomManager, counts: Counts) -> None:
        self._manager, self._counts = manager, counts
        self._crowds: dict[str, Crowd] = {}

    def deliver(self, room: str, message: bytes) -> None:
        """`epoch.sequence`, the rooms and the push, a line each, as `announce.lua` publishes them."""
        members = self._manager.members.get(room)
        if not members:
            return
        offset, names, event = message.split(b"\n", 2)
        if room_names.is_feed(room) and self._crowded(room):
            return
        rooms = names.decode().split(" ")
        name = event[2 : event.index(b'"', 2)]
        self._write(members, rooms[: rooms.index(room)], event, offset, volatile=name in _VOLATILE)

    def _write(
        self, members: set[Socket], earlier: Sequence[str], event: bytes, offset: bytes, *, volatile: bool
    ) -> None:
        """Who is in one of the earlier rooms has it already."""
        traffic = Traffic.VOLATILE if volatile else Traffic.DURABLE
        plain = text_frame(_event(event, b""))
        numbered = plain if volatile else text_frame(_event(event, offset))
        for socket in tuple(members):
            if not earlier or socket.rooms.isdisjoint(earlier):
                socket.write(numbered if socket.subject.offsets else plain, traffic)
                self._counts.deliveries += 1

    def _crowded(self, room: str) -> bool:
        crowd = self._crowds.get(room)
        if crowd is None:
            crowd = self._crowds[room] = Crowd(self, room)
        return not crowd.room_for_one()

    def moved(self, room: str, count: int) -> None:
        """The second is over: tell how many were not shown, and forget a feed that is quiet."""
        del self._crowds[room]
        if count:
            frame = frame_of(FeedMoved(count=count))
            for socket in tuple(self._manager.members.get(room, ())):
                socket.write(frame, Traffic.VOLATILE)


class Crowd:
    """One feed in one second."""

    def __init__(self, voice: Voice, room: str) -> None:
        self._shown = self._hidden = 0
        asyncio.get_running_loop().call_later(1, lambda: voice.moved(room, self._hidden))

    def room_for_one(self) -> bool:
        if self._shown < FEED_A_SECOND:
            self._shown += 1
            return True
        self._hidden += 1
        return False
