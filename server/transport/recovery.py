"""Coming back: a client that lost its connection gets what it missed, whole or not at all, on any process.

The stock client keeps a secret (`pid`) and the offset of the last push it handled, and shows both when it connects
again. The order below leaves no gap and no repeat: take the record over, hear the rooms, hold live pushes back, read
the journal, answer, replay, release.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from handlers.ports import Clock
from handlers.session.pushes import ServerResync, ServerSync
from models import rooms as room_names
from models.ids import random_id
from server.metrics import Counts
from server.seams import Channels, Claimed, Connection, Heard, Journal, Offset, Records, StoreAway
from server.tasks import Tasks, heed_cancellation
from server.transport.engine.rooms import RoomManager
from server.transport.replay import Replay
from server.transport.sessions import Session, Sessions
from server.transport.voice import Voice, event_frame, frame_of

log = structlog.get_logger(__name__)

SECRET_BYTES = 18
LONGEST_REPLAY = 1_000
LARGEST_REPLAY_BYTES = 1 << 19
"""Half of what a slow reader may owe: a replay must not cut off the client that it is for."""
SPREAD_SECONDS = 10.0
"""Over how long clients are told to fetch anew after history was lost: all at once would be a storm of our own."""
KEEP_SECONDS = 300.0
SYNC_SECONDS = 1_200.0
"""How often quiet clients get a fresh offset: well within the life of their record."""
RETRY_SECONDS = 0.5


class Recovery:
    """What this process knows of connections that may come back."""

    def __init__(
        self,
        process: str,
        sessions: Sessions,
        manager: RoomManager,
        channels: Channels,
        records: Records,
        journal: Journal,
        clock: Clock,
        counts: Counts,
        tasks: Tasks,
    ) -> None:
        self.sessions = sessions
        self._process, self._manager, self._channels = process, manager, channels
        self._records, self._journal, self._clock, self._tasks = records, journal, clock, tasks
        self._by_nonce: dict[str, Session] = {}
        self._missed: dict[Session, Sequence[Heard]] = {}
        self._offsets: dict[Session, Offset] = {}
        self.voice = Voice(manager, counts, self.history_lost)
        self._catching_up: asyncio.Task[None] | None = None
        self.hits = self.misses = self.replayed = 0

    # One connection

    async def connect(self, session: Session, auth: Mapping[str, Any]) -> tuple[bool, Sequence[str]]:
        """Take an older connection up again or remember a new one: whether it is whole, and the rooms that were lost.

        While Redis is away connections are let in without a memory.
        """
        secret, offset = auth.get("pid"), auth.get("offset")
        claimed = None
        try:
            if isinstance(secret, str) and isinstance(offset, str) and (known := Offset.parse(offset)):
                claimed = await self._claim(session, secret, known)
                if claimed and await self._catch_up(session, claimed, known):
                    self.hits += 1
                    return True, ()
                self.misses += 1
            await self._open(session)
        except StoreAway as away:
            log.warning("connection is not remembered", error=str(away))
            self._give_up(session)
        return False, tuple(claimed.rooms) if claimed else ()

    async def _open(self, session: Session) -> None:
        connection = Connection(secrets.token_urlsafe(SECRET_BYTES), random_id(), random_id())
        self._offsets[session] = await self._records.open(connection, session.actor.account_id)
        self._remember(session, connection)

    async def _claim(self, session: Session, secret: str, known: Offset) -> Claimed | None:
        connection = Connection(secret, "", random_id())
        claimed = await self._records.claim(connection, session.actor.account_id, known.epoch)
        if claimed:
            self._remember(session, replace(connection, sid=claimed.sid))
            if claimed.older_process != self._process:
                self._records.evict(claimed.older_process, claimed.older_nonce)
            else:
                self.evict(claimed.older_nonce)
        return claimed

    async def _catch_up(self, session: Session, claimed: Claimed, known: Offset) -> bool:
        """Hear the rooms again from where the client stopped; live pushes wait until `resume`."""
        if known.sequence > claimed.sequence:
            self._give_up(session)
            return False
        session.replay = Replay()
        admitted = {room: joined for room, joined in claimed.rooms.items() if room_names.admits(room, session.actor)}
        for room in admitted:
            self._manager.join(session.socket, room)
        await self._channels.subscribe(tuple(admitted))
        since = {room: max(joined, known.sequence) for room, joined in admitted.items()}
        missed = await self._journal.since(since)
        if missed is None or not _fits(missed):
            self._give_up(session)
            return False
        self._missed[session] = missed
        last = missed[-1].offset.sequence if missed else 0
        self._offsets[session] = Offset(known.epoch, max(claimed.sequence, last))
        return True

    def resume(self, session: Session) -> Offset | None:
        """Replay what was missed, then let go what was held back; gives the offset from which everything is live."""
        missed = self._missed.pop(session, ())
        for heard in missed:
            session.socket.write(event_frame(heard.event, str(heard.offset)))
        self.replayed += len(missed)
        offset = self._offsets.pop(session, None)
        if session.replay and offset and (kept := session.replay.finish(offset)):
            session.replay = None
            for frame in kept:
                session.socket.write(frame)
        return offset

    def _give_up(self, session: Session) -> None:
        """It starts from nothing: in no room, under no record."""
        session.replay = None
        session.forget_rooms()
        self._forget(session)

    def left(self, session: Session) -> None:
        self._missed.pop(session, None)
        self._offsets.pop(session, None)
        self._forget(session)

    def evict(self, nonce: str) -> None:
        """The client of this connection came back by another one."""
        if session := self._by_nonce.get(nonce):
            session.socket.abort()

    def _remember(self, session: Session, connection: Connection) -> None:
        session.connection = connection
        self._by_nonce[connection.nonce] = session

    def _forget(self, session: Session) -> None:
        if session.connection:
            self._by_nonce.pop(session.connection.nonce, None)
            session.connection = None

    # All of this process

    def heard(self, room: str, message: bytes) -> None:
        """What arrives on the subscriptions: pushes of rooms, and on our own channel whom to hang up on."""
        if room == self._process:
            self.evict(message.decode())
        else:
            self.voice.deliver(room, message)

    async def start(self) -> None:
        """Know where history stands before anybody connects."""
        await self._channels.subscribe((self._process,))
        self.voice.offset = await self._journal.now()

    def deaf(self) -> None:
        """What was being read may lack what is missed from now on: it is read again once we hear again."""
        self._stop_catching_up()
        self.voice.hold()

    def restored(self) -> None:
        self._stop_catching_up()
        self._catching_up = self._tasks.spawn(self._catch_up_all(), "catching up")

    def _stop_catching_up(self) -> None:
        if self._catching_up:
            self._catching_up.cancel()
            self._catching_up = None

    async def _catch_up_all(self) -> None:
        """Deliver what the journal has of the time we were deaf; if it cannot tell, clients fetch anew."""
        while True:
            heed_cancellation()
            try:
                now = await self._journal.now()
                same = now.epoch == self.voice.offset.epoch
                since = dict.fromkeys(self._manager.members, self.voice.offset.sequence)
                missed = await self._journal.since(since) if same else None
                break
            except StoreAway:
                await asyncio.sleep(RETRY_SECONDS)
        if missed is None:
            self.voice.offset = now
            self.history_lost()
        self.voice.release(missed or ())

    def history_lost(self) -> None:
        """Redis lost its data, or more happened than it keeps: everybody fetches anew, spread over a while."""
        self._tasks.spawn(self._resync_all(), "resync")

    async def _resync_all(self) -> None:
        everybody = tuple(self.sessions.all)
        log.warning("history was lost, clients fetch anew", sockets=len(everybody))
        for session in everybody:
            if not session.socket.closed:
                await self._resync(session)
            await asyncio.sleep(SPREAD_SECONDS / len(everybody))

    async def _resync(self, session: Session) -> None:
        """The record comes first: the offset that goes with the push must be one to come back with."""
        offset = ""
        if session.connection:
            try:
                await session.note_rooms()
                offset = str(await self._journal.now())
            except StoreAway:
                log.warning("connection is not remembered")
        rooms = tuple(sorted(session.socket.rooms))
        session.socket.write(frame_of(ServerResync(rooms=rooms), offset if session.offsets else ""))

    async def keep_alive(self) -> None:
        """Keep the records of open connections, and give clients that heard nothing for long a fresh offset."""
        turn = 0
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            turn += 1
            sync = turn * KEEP_SECONDS % SYNC_SECONDS == 0
            push = frame_of(ServerSync(now=self._clock.now()), str(self.voice.offset))
            for number, session in enumerate(tuple(self.sessions.all)):
                if session.connection:
                    self._records.keep(session.connection, session.actor.account_id)
                    if sync and session.replay is None:
                        session.socket.write(push)
                if number % 500 == 499:
                    await asyncio.sleep(0.1)


def _fits(missed: Sequence[Heard]) -> bool:
    return len(missed) <= LONGEST_REPLAY and sum(len(heard.event) for heard in missed) <= LARGEST_REPLAY_BYTES
