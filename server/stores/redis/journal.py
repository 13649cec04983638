"""Announcing and reading again: one script numbers a push, journals it and publishes it, however often it is asked."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

from handlers.catalogue import PUSHES
from handlers.contract import Traffic
from models.ids import random_id
from server.seams import Announcement, Heard, Offset, StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import ANNOUNCE, END_EPOCH, KNOWN
from server.tasks import deadline

ASKED_AT_ONCE = 500
MARK_MS = 600_000
"""How long an announcement is known to be out; the relay is seconds behind, not minutes."""
JOURNAL_ENTRIES = 1_000
JOURNAL_MS = 3_600_000
READ_SECONDS = 2.0
GATHER_SECONDS = 0.005
"""How long reads of the same rooms wait for each other: in a storm a thousand clients ask for the same stretch."""


class RedisAnnouncer:
    """Puts announcements out once, whoever asks: the process that wrote, and the relay after it."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys

    async def announce(self, batch: Sequence[Announcement]) -> None:
        """Raises StoreAway when Redis does not answer; some may be out then.

        Nearly always all are out already, which one question for many tells.
        """
        for start in range(0, len(batch), ASKED_AT_ONCE):
            asked = batch[start : start + ASKED_AT_ONCE]
            known = await self._scripts.run(KNOWN, [self._mark(said) for said in asked], ())
            missing = [said for said, out in zip(asked, known, strict=True) if not out]
            await asyncio.gather(*(self._scripts.run(ANNOUNCE, *self._call(said)) for said in missing))

    def announce_soon(self, batch: Sequence[Announcement]) -> None:
        """Without waiting, and in the order of asking: what fails is announced by the relay."""
        for said in batch:
            self._scripts.send_in_order(ANNOUNCE, *self._call(said))

    async def end_epoch(self) -> None:
        """Whoever hears the next announcement learns that the one before it may be missing."""
        await self._scripts.run(END_EPOCH, [self._keys.epoch], [])

    def _mark(self, said: Announcement) -> str:
        return self._keys.announced(said.source, said.version, said.part)

    def _call(self, said: Announcement) -> tuple[list[str], list[Any]]:
        keys, traffic = self._keys, PUSHES[said.name].traffic if said.name in PUSHES else Traffic.DURABLE
        entries = 0 if traffic is Traffic.VOLATILE else JOURNAL_ENTRIES
        latest = f"{said.name}:{said.source}" if traffic is Traffic.LATEST else ""
        names = [self._mark(said), keys.epoch, keys.sequence]
        for room in said.rooms:
            names += (keys.journal(room), keys.floor(room), keys.newest(room), keys.channel(room))
        return names, [MARK_MS, entries, JOURNAL_MS, latest, " ".join(said.rooms), f'["{said.name}",{said.body}']


class Stretch(NamedTuple):
    """A room's entries, and the sequence before which its journal has none any more."""

    begins: int
    heard: Sequence[Heard]


class RedisJournal:
    """Reads what was announced; reads of one moment are answered from one look at each room."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis, self._keys = redis, keys
        self._gathering: dict[str, int] = {}
        self._look: asyncio.Task[dict[str, Stretch]] | None = None

    async def now(self) -> Offset:
        """Asking begins an epoch where there is none: who knows no name of this history could not tell the next."""
        try:
            async with deadline(READ_SECONDS), self._redis.pipeline(transaction=True) as pipeline:
                pipeline.set(self._keys.epoch, random_id(), nx=True)
                pipeline.mget(self._keys.epoch, self._keys.sequence)
                _, (epoch, sequence) = await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as fault:
            raise StoreAway("The journal cannot be read.") from fault
        return Offset(epoch.decode(), int(sequence or 0))

    async def since(self, rooms: Mapping[str, int]) -> Sequence[Heard] | None:
        """What was announced in these rooms after the given sequences, each once, in order; None when not whole."""
        if not rooms:
            return ()
        for room, after in rooms.items():
            self._gathering[room] = min(after, self._gathering.get(room, after))
        if self._look is None:
            self._look = asyncio.create_task(self._read_soon())
        stretches = await asyncio.shield(self._look)
        heard: dict[int, Heard] = {}
        for room, after in rooms.items():
            stretch = stretches[room]
            if stretch.begins > after + 1:
                return None
            heard |= {it.offset.sequence: it for it in stretch.heard if it.offset.sequence > after}
        return [heard[sequence] for sequence in sorted(heard)]

    async def _read_soon(self) -> dict[str, Stretch]:
        """All rooms at one moment: what is newer than the newest of the answer is in none of them."""
        await asyncio.sleep(GATHER_SECONDS)
        wanted, self._gathering, self._look = self._gathering, {}, None
        try:
            async with deadline(READ_SECONDS), self._redis.pipeline(transaction=True) as pipeline:
                for room, after in wanted.items():
                    pipeline.get(self._keys.floor(room))
                    pipeline.xrange(self._keys.journal(room), f"({after}-0", "+")
                answers = await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as fault:
            raise StoreAway("The journal cannot be read.") from fault
        pairs = zip(answers[::2], answers[1::2], strict=True)
        return {
            room: Stretch(int(floor or 0), [Heard.parse(fields[b"m"]) for _, fields in entries])
            for room, (floor, entries) in zip(wanted, pairs, strict=True)
        }
