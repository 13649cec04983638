"""Errands, units of work beside a request's: run, committed and announced one by one, anew when somebody was faster."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from handlers.ports import Shop, Work
from models.ids import random_id
from server.seams import Announcement, Announcer, Committer, StoreAway, VersionConflict, announcements

T = TypeVar("T")

TRIES = 5


class CommittedErrands:
    """Implements `ports.Errands`. What documents say is said by the relay if the announcer is away."""

    def __init__(self, shop_for: Callable[[Work], Shop], committer: Committer, announcer: Announcer) -> None:
        self._shop_for, self._committer, self._announcer = shop_for, committer, announcer

    async def run(self, piece: Callable[[Shop], Awaitable[T]]) -> T:
        for attempt in range(1, TRIES + 1):
            work = Work()
            result = await piece(self._shop_for(work))
            try:
                said, _ = await self._committer.commit(work, None, b"")
            except VersionConflict:
                if attempt == TRIES:
                    raise
                continue
            await self._announce([*said, *announcements(random_id(), 0, work.says)])
            await work.follow_up()
            return result
        raise VersionConflict

    async def _announce(self, said: Sequence[Announcement]) -> None:
        if said:
            with suppress(StoreAway):
                await self._announcer.announce(said)
