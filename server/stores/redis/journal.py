"""Announcing: one script numbers a push, journals it and publishes it, however often it is asked to."""

import asyncio
from collections.abc import Sequence
from typing import Any

from handlers.catalogue import PUSHES
from handlers.contract import Traffic
from models.ids import random_id
from server.seams import Announcement
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import ANNOUNCE

MARK_MS = 600_000
"""How long an announcement is known to be out; the relay is seconds behind, not minutes."""
JOURNAL_ENTRIES = 1_000
JOURNAL_MS = 3_600_000


class RedisAnnouncer:
    """Puts announcements out once, whoever asks: the process that wrote, and the relay after it."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys
        self._epoch = random_id()

    async def announce(self, batch: Sequence[Announcement]) -> None:
        """Raises StoreAway when Redis does not answer; some may be out then."""
        await asyncio.gather(*(self._scripts.run(ANNOUNCE, *self._call(said)) for said in batch))

    def announce_soon(self, batch: Sequence[Announcement]) -> None:
        """Without waiting: what fails is announced by the relay."""
        for said in batch:
            self._scripts.send(ANNOUNCE, *self._call(said))

    def _call(self, said: Announcement) -> tuple[list[str], list[Any]]:
        keys = self._keys
        entries = 0 if PUSHES[said.name].traffic is Traffic.VOLATILE else JOURNAL_ENTRIES
        names = [
            keys.announced(said.source, said.version, said.part),
            keys.epoch,
            keys.sequence,
            *(keys.journal(room) for room in said.rooms),
            *(keys.channel(room) for room in said.rooms),
        ]
        message = f'["{said.name}",{said.body}'
        return names, [self._epoch, MARK_MS, entries, JOURNAL_MS, " ".join(said.rooms), message]
