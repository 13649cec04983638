"""Runs declared jobs: each every so many seconds, in one worker at a time, its effects committed as one unit."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog

from handlers.contract import Job, JobCall
from handlers.ports import Shop, Work
from models.errors import Refusal
from server.jobs.leadership import Duty, Lease
from server.jobs.metrics import WorkerMetrics
from server.seams import Announcement, Announcer, Committer, StoreAway, Unconfirmed, VersionConflict
from server.tasks import heed_cancellation

log = structlog.get_logger(__name__)

DEADLINE_SECONDS = 60.0
_TRIES = 3
_LONGEST_PAUSE_SECONDS = 60.0


class Runner:
    """A job that is refused has nothing to do; one that meets a store that is away comes again, later each time.

    Any other fault ends the duty, which is reported and begun anew.
    """

    def __init__(self, shop: Shop, committer: Committer, announcer: Announcer, metrics: WorkerMetrics) -> None:
        self._shop = shop
        self._committer = committer
        self._announcer = announcer
        self._metrics = metrics

    def duty(self, job: Job) -> Duty:
        async def repeat(lease: Lease) -> None:
            failures = 0
            while True:
                heed_cancellation()
                lease.refuse_if_over()
                failures = 0 if await self.run(job) else failures + 1
                pause = min(job.every * 2**failures, max(job.every, _LONGEST_PAUSE_SECONDS))
                await asyncio.sleep(pause)

        return repeat

    async def run(self, job: Job) -> bool:
        """One run; False when it must be tried again."""
        began = time.monotonic()
        outcome = "broken"
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._attempt(job)
            outcome = "done"
        except Refusal as refusal:
            log.info("job refused", job=job.name, code=refusal.code.value)
            outcome = "refused"
        except (StoreAway, Unconfirmed, VersionConflict, TimeoutError) as problem:
            log.warning("job failed", job=job.name, problem=f"{type(problem).__name__} {problem}")
            outcome = "failed"
        finally:
            self._metrics.runs.labels(job.name, outcome).inc()
            self._metrics.run_seconds.labels(job.name).observe(time.monotonic() - began)
        return outcome != "failed"

    async def _attempt(self, job: Job) -> None:
        """Read, decide and write; anew when somebody else wrote in between."""
        for attempt in range(1, _TRIES + 1):
            work = Work()
            await job.run(JobCall(self._shop.at(work)))
            try:
                await self._write(work)
            except VersionConflict:
                if attempt == _TRIES:
                    raise
                continue
            await asyncio.gather(*(self._write_part(part) for part in work.parts))
            return

    async def _write_part(self, part: Work) -> None:
        """What somebody else was faster with is found again by the next run, if it is still to be done."""
        with suppress(VersionConflict, Refusal):
            await self._write(part)

    async def _write(self, work: Work) -> None:
        if not work.writes and not work.says:
            return
        said, _ = await self._committer.commit(work, None, b"")
        await self._announce(said)
        await work.follow_up()

    async def _announce(self, said: Sequence[Announcement]) -> None:
        """What documents say is said by the relay if this fails."""
        with suppress(StoreAway):
            await self._announcer.announce(said)
