"""Tells Redis who is here, and those who watch somebody when he comes and goes. A hint: no journal, no replay."""

import asyncio
from datetime import datetime
from typing import Protocol

import structlog

from handlers.ports import Presence
from handlers.session.pushes import PresenceChanged
from models import rooms as room_names
from models.ids import AccountId, random_id
from server.seams import Announcement, StoreAway
from server.tasks import Tasks
from server.transport.engine import Traffic
from server.transport.engine.rooms import RoomManager
from server.transport.sessions import Sessions
from server.transport.voice import frame_of

log = structlog.get_logger(__name__)

GRACE_SECONDS = 10.0
"""Who is back by then was never away: phones lose their connection all the time."""
STAY_SECONDS = 20.0


class Presences(Protocol):
    """Where presence is kept; every method raises StoreAway."""

    async def arrive(self, account_id: AccountId) -> bool: ...

    def stay(self, account_id: AccountId) -> None: ...

    async def depart(self, account_id: AccountId) -> bool: ...

    async def look(self, account_id: AccountId) -> Presence: ...


class AnnounceSoon(Protocol):
    def __call__(self, batch: list[Announcement], /) -> None: ...


class Attendance:
    """Follows the sessions of this process."""

    def __init__(
        self, sessions: Sessions, manager: RoomManager, presences: Presences, announce: AnnounceSoon, tasks: Tasks
    ) -> None:
        self._sessions, self._manager, self._presences = sessions, manager, presences
        self._announce, self._tasks = announce, tasks
        self._known: dict[AccountId, bool] = {}
        self._here: set[AccountId] = set()
        sessions.came, sessions.went = self.came, self.went

    def came(self, account_id: AccountId) -> None:
        """Its first socket on this process."""
        if account_id not in self._here:
            self._here.add(account_id)
            self._tasks.spawn(self._arrive(account_id), "arrival")

    def went(self, account_id: AccountId) -> None:
        """Its last socket on this process is gone, perhaps for a moment only."""
        self._tasks.spawn(self._depart(account_id), "departure")

    async def _arrive(self, account_id: AccountId) -> None:
        try:
            if await self._presences.arrive(account_id):
                self._tell(account_id, Presence(online=True, last_seen=None))
        except StoreAway:
            log.debug("arrival is not noted")

    async def _depart(self, account_id: AccountId) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        if self._sessions.has(account_id) or account_id not in self._here:
            return
        self._here.discard(account_id)
        try:
            if await self._presences.depart(account_id):
                self._tell(account_id, await self._presences.look(account_id))
        except StoreAway:
            log.debug("departure is not noted")

    def _tell(self, account_id: AccountId, presence: Presence) -> None:
        push = _push(account_id, presence.online, presence.last_seen)
        room = room_names.presence(account_id)
        self._announce([Announcement(random_id(), 0, 0, (room,), push.name, push.model_dump_json())])

    async def run(self) -> None:
        """Say who is still here, and look after those whose process died without a word."""
        while True:
            await asyncio.sleep(STAY_SECONDS)
            for account_id in tuple(self._here):
                self._presences.stay(account_id)
            try:
                await self._look_after()
            except StoreAway:
                log.debug("presence cannot be looked at")

    async def _look_after(self) -> None:
        watched = [AccountId(room.split(":", 1)[1]) for room in self._manager.members if room_names.is_presence(room)]
        looks = await asyncio.gather(*(self._presences.look(account_id) for account_id in watched))
        now = dict(zip(watched, looks, strict=True))
        for account_id, presence in now.items():
            if self._known.get(account_id, presence.online) != presence.online:
                frame = frame_of(_push(account_id, presence.online, presence.last_seen))
                for socket in tuple(self._manager.members.get(room_names.presence(account_id), ())):
                    socket.write(frame, Traffic.VOLATILE)
        self._known = {account_id: presence.online for account_id, presence in now.items()}


def _push(account_id: AccountId, online: bool, last_seen: datetime | None) -> PresenceChanged:  # noqa: FBT001
    return PresenceChanged(account_id=account_id, online=online, last_seen=None if online else last_seen)
