"""The sink of one reaction: calls it for every document that changed, and commits what it stages."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from handlers.contract import Reaction, ReactionCall
from handlers.ports import Entity, Shop, Work
from models.errors import Refusal
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.seams import (
    Announcement,
    Announcer,
    Change,
    Committer,
    LeaseLost,
    Reader,
    StoreAway,
    Unconfirmed,
    VersionConflict,
    announcements,
)

log = structlog.get_logger(__name__)

AT_ONCE = 200
"""Documents read together."""
MOST_FLEETING = 1_000
"""Documents of one batch that a fleeting reaction is shown."""
FLEETING_GRACE_SECONDS = 0.5
"""How long its batches gather: together with their size it bounds what showing may cost in a flood."""
DEADLINE_SECONDS = 30.0
_TRIES = 3


class Reacting:
    """A reaction that is refused has nothing to do. One that meets a store that is away, or documents that keep
    changing, is called again later with all of the batch; one that breaks is reported, and that document left out."""

    def __init__(
        self,
        reaction: Reaction,
        reader: Reader,
        shop: Shop,
        committer: Committer,
        announcer: Announcer,
        metrics: WorkerMetrics,
        *,
        store_faults: tuple[type[Exception], ...],
    ) -> None:
        """`store_faults` are what drivers raise while reading: they mean that a store is away."""
        self.grace_seconds = FLEETING_GRACE_SECONDS if reaction.fleeting else 0.0
        self.name = f"reaction:{reaction.name}"
        self._reaction, self._reader, self._shop = reaction, reader, shop
        self._committer, self._announcer, self._metrics = committer, announcer, metrics
        self._away: tuple[type[Exception], ...] = (Unconfirmed, VersionConflict, TimeoutError, *store_faults)
        self._kinds: Mapping[str, type[Entity]] = {reader.collection(kind): kind for kind in reaction.of}

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        """Several changes of one document are one call: for what it is now."""
        changed = {(it.collection, it.id): it.at for it in changes if it.collection in self._kinds}
        keys = list(changed)[-MOST_FLEETING:] if self._reaction.fleeting else list(changed)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            said: list[Announcement] = []
            for collection, kind in self._kinds.items():
                ids = [document_id for its, document_id in some if its == collection]
                for entity in await self._reader.read(kind, ids) if ids else ():
                    said += await self._react(entity, changed[collection, entity.id], lease)
            await self._announce(said, lease)

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        """What is to be seen from the start is seen now; the rest is missed when history was lost."""
        log.info("reacting begins here", reaction=self._reaction.name, lost=lost)
        if not self._reaction.from_the_start:
            return
        for kind in self._kinds.values():
            last = ""
            while page := await self._reader.after(kind, last, AT_ONCE):
                for entity in page:
                    await self._announce(await self._react(entity, self._shop.clock.now(), lease), lease)
                last = page[-1].id

    async def _announce(self, said: Sequence[Announcement], lease: Lease) -> None:
        """Of many documents together: one trip to Redis instead of one for each."""
        if said:
            lease.refuse_if_over()
            await self._announcer.announce(said)

    async def _react(self, entity: Entity, at: datetime, lease: Lease) -> Sequence[Announcement]:
        """Until it says that it is finished; gives what is to be announced.

        Faults are looked at as values: only those of stores are answered here.
        """
        said: list[Announcement] = []
        unfinished = True
        while unfinished:
            lease.refuse_if_over()
            (outcome,) = await asyncio.gather(self._unit(entity, at, said), return_exceptions=True)
            if isinstance(outcome, bool):
                unfinished = outcome
                continue
            if isinstance(outcome, self._away):
                raise StoreAway(f"{type(outcome).__name__} {outcome}") from outcome
            if isinstance(outcome, StoreAway | LeaseLost) or not isinstance(outcome, Exception):
                raise outcome
            if not isinstance(outcome, Refusal):
                log.error("reaction broke", reaction=self._reaction.name, document=entity.id, exc_info=outcome)
                self._metrics.unreacted.labels(self._reaction.name).inc()
            break
        return said

    async def _unit(self, entity: Entity, at: datetime, said: list[Announcement]) -> bool:
        """One call, committed; anew when somebody else wrote in between. Whether it wants another."""
        for attempt in range(1, _TRIES + 1):
            work = Work()
            call = ReactionCall(entity, at, self._shop.at(work))
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._reaction.run(call)
            try:
                said += (await self._committer.commit(work, None, b""))[0] if work.writes else ()
            except VersionConflict:
                if attempt == _TRIES:
                    raise
                continue
            said += self._told(entity, work)
            return call.unfinished
        raise AssertionError

    def _told(self, entity: Entity, work: Work) -> Sequence[Announcement]:
        """Named by document and version: who tells it again is not heard."""
        return announcements(f"{self._reaction.name}:{entity.id}", entity.version, work.says) if work.says else ()
