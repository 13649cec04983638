"""The sink of one reaction: calls it for every document that changed, and commits what it stages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
"""Documents read together, and the most that a fleeting reaction is shown of one batch."""
DEADLINE_SECONDS = 30.0
_TRIES = 3


class Reacting:
    """A reaction that is refused has nothing to do. One that meets a store that is away, or documents that keep
    changing, is called again later with all of the batch; one that breaks is reported, and that document left out."""

    grace_seconds = 0.0

    def __init__(
        self,
        reaction: Reaction,
        reader: Reader,
        shop: Shop,
        committer: Committer,
        announcer: Announcer,
        metrics: WorkerMetrics,
    ) -> None:
        self.name = f"reaction:{reaction.name}"
        self._reaction, self._reader, self._shop = reaction, reader, shop
        self._committer, self._announcer, self._metrics = committer, announcer, metrics
        self._kinds: Mapping[str, type[Entity]] = {reader.collection(kind): kind for kind in reaction.of}

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        """Several changes of one document are one call: for what it is now."""
        changed = {(it.collection, it.id): it.at for it in changes if it.collection in self._kinds}
        keys = list(changed)[-AT_ONCE:] if self._reaction.fleeting else list(changed)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            for collection, kind in self._kinds.items():
                ids = [document_id for its, document_id in some if its == collection]
                for entity in await self._reader.read(kind, ids) if ids else ():
                    await self._react(entity, changed[collection, entity.id], lease)

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        """What is to be seen from the start is seen now; the rest is missed when history was lost."""
        log.info("reacting begins here", reaction=self._reaction.name, lost=lost)
        if not self._reaction.from_the_start:
            return
        for kind in self._kinds.values():
            last = ""
            while page := await self._reader.after(kind, last, AT_ONCE):
                for entity in page:
                    await self._react(entity, self._shop.clock.now(), lease)
                last = page[-1].id

    async def _react(self, entity: Entity, at: datetime, lease: Lease) -> None:
        """Until it says that it is finished. Faults are looked at as values: only those of stores are answered here."""
        unfinished = True
        while unfinished:
            lease.refuse_if_over()
            (outcome,) = await asyncio.gather(self._unit(entity, at), return_exceptions=True)
            if isinstance(outcome, bool):
                unfinished = outcome
                continue
            if isinstance(outcome, Unconfirmed | VersionConflict | TimeoutError):
                raise StoreAway(f"{type(outcome).__name__} {outcome}") from outcome
            if isinstance(outcome, StoreAway | LeaseLost) or not isinstance(outcome, Exception):
                raise outcome
            if not isinstance(outcome, Refusal):
                log.error("reaction broke", reaction=self._reaction.name, document=entity.id, exc_info=outcome)
                self._metrics.unreacted.labels(self._reaction.name).inc()
            return

    async def _unit(self, entity: Entity, at: datetime) -> bool:
        """One call, committed and announced; anew when somebody else wrote in between. Whether it wants another."""
        for attempt in range(1, _TRIES + 1):
            work = Work()
            call = ReactionCall(entity, at, replace(self._shop, work=work))
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._reaction.run(call)
            try:
                said = list((await self._committer.commit(work, None, b""))[0]) if work.writes else []
            except VersionConflict:
                if attempt == _TRIES:
                    raise
                continue
            await self._announcer.announce([*said, *self._told(entity, work)])
            return call.unfinished
        raise AssertionError

    def _told(self, entity: Entity, work: Work) -> Sequence[Announcement]:
        """Named by document and version: who tells it again is not heard."""
        return announcements(f"{self._reaction.name}:{entity.id}", entity.version, work.says) if work.says else ()
