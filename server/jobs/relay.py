"""The relay: one reader of the change feed, fanned out to sinks of which each has its own place in it."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

from handlers.ports import Clock
from server.jobs.leadership import Duty, Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.outlet import MOST_WAITING, Outlet, Sink
from server.seams import ChangeFeed, Positions
from server.tasks import heed_cancellation


class Relay:
    """Led by one worker at a time. A sink whose store is away falls behind alone and loses nothing."""

    def __init__(
        self,
        feed: ChangeFeed,
        positions: Positions,
        sinks: Sequence[Sink],
        clock: Clock,
        metrics: WorkerMetrics,
        *,
        beside: Sequence[Duty] = (),
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._feed = feed
        self._positions = positions
        self._sinks = sinks
        self._clock = clock
        self._metrics = metrics
        self._beside = beside
        self._most_waiting = most_waiting

    async def lead(self, lease: Lease) -> None:
        """Until cancelled, until the lease is lost, or until the database does not answer."""
        outlets = [self._outlet(sink, lease) for sink in self._sinks]
        for outlet in outlets:
            await outlet.load()
        async with asyncio.TaskGroup() as group:
            for outlet in outlets:
                group.create_task(outlet.run())
            for duty in self._beside:
                group.create_task(duty(lease))
            while True:
                await self._read(outlets)

    def _outlet(self, sink: Sink, lease: Lease) -> Outlet:
        return Outlet(sink, self._positions, lease, self._clock, self._metrics, most_waiting=self._most_waiting)

    async def _read(self, outlets: Sequence[Outlet]) -> None:
        """From the earliest position on, until an outlet needs changes again or the database forgot that position."""
        start = min((outlet.position for outlet in outlets if outlet.position), default=None)
        for outlet in outlets:
            outlet.rejoin()
        try:
            async with aclosing(self._feed.follow(start)) as feed:
                async for changes in feed:
                    heed_cancellation()
                    for outlet in outlets:
                        outlet.offer(changes)
                    if any(outlet.starved for outlet in outlets):
                        return
        except LookupError:
            for outlet in outlets:
                if outlet.position == start:
                    outlet.lose()
