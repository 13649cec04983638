"""The duty that looks at confirmed uploads: several at a time, each a unit of work of its own, the oldest first.

Whatever was begun when a worker dies is pending still, and begun again by the next one; the state of the document
decides, so nothing is announced twice.
"""

import asyncio
import os
from functools import partial

from handlers.contract import Job, JobCall
from handlers.media import actions
from handlers.pictures import Pictures
from models.ids import MediaId
from server.jobs.leadership import Lease
from server.jobs.runner import Runner
from server.tasks import heed_cancellation

NAME = "media:verify"
AT_ONCE = 2 * (os.cpu_count() or 1)
"""While some are made into pictures, others are fetched and stored."""
LOOK_SECONDS = 0.4
"""How often an idle worker looks for uploads."""
_AWAY_SECONDS = 5.0


class Verifying:
    """Led by one worker at a time."""

    def __init__(self, runner: Runner, pictures: Pictures, *, at_once: int = AT_ONCE) -> None:
        self._runner = runner
        self._pictures = pictures
        self._at_once = at_once

    async def run(self, lease: Lease) -> None:
        """Until cancelled, until the lease is lost, or while the object store is away."""
        busy: dict[asyncio.Task[bool], MediaId] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                heed_cancellation()
                lease.refuse_if_over()
                if room := self._at_once - len(busy):
                    for media_id in await self._pictures.pending(room, besides=busy.values()):
                        busy[group.create_task(self._verify(media_id))] = media_id
                if not await self._some_are_done(busy):
                    await asyncio.sleep(_AWAY_SECONDS)

    async def _some_are_done(self, busy: dict[asyncio.Task[bool], MediaId]) -> bool:
        """Wait until one is done or it is time to look again; False when a store was away."""
        if not busy:
            await asyncio.sleep(LOOK_SECONDS)
            return True
        done, _ = await asyncio.wait(busy, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            del busy[task]
        return all(task.result() for task in done)

    async def _verify(self, media_id: MediaId) -> bool:
        return await self._runner.run(Job(NAME, LOOK_SECONDS, partial(_look_at, media_id)))


async def _look_at(media_id: MediaId, call: JobCall) -> None:
    await actions.verify_upload(media_id, call.shop)
