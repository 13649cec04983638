"""An outlet of the relay: one sink, what waits for it, and how far it has come."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import structlog

from handlers.ports import Clock
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.seams import Change, Changes, Position, Positions, StoreAway
from server.tasks import heed_cancellation

log = structlog.get_logger(__name__)

MOST_WAITING = 10_000
"""Changes kept in memory for a sink whose store is away; more are read again from the database when it is back."""
_SAVE_SECONDS = 1.0
_IDLE_SAVE_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 3.0


class Sink(Protocol):
    """Somebody who must hear of every change, at least once and in order. StoreAway means: the same again later."""

    name: str
    grace_seconds: float
    """How long a change rests before the sink gets it."""

    async def take(self, changes: Sequence[Change], lease: Lease) -> None: ...

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        """Start afresh from what the database holds: this reader is new, or what it has not read yet is `lost`."""
        ...


class Outlet:
    """Takes what the relay offers without ever holding it up, and hands it to the sink in order.

    Its position moves only behind changes that the sink has taken, so a crash repeats some and loses none.
    """

    def __init__(
        self,
        sink: Sink,
        positions: Positions,
        lease: Lease,
        clock: Clock,
        metrics: WorkerMetrics,
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._sink = sink
        self._positions = positions
        self._lease = lease
        self._clock = clock
        self._metrics = metrics
        self._most_waiting = most_waiting
        self.position: Position | None = None
        self._offered = Position("")
        self._waiting: list[Change] = []
        self._in_hand: Sequence[Change] = ()
        self._fresh_start = False
        self._lost = False
        self._overflown = False
        self._woken = asyncio.Event()
        self._unsaved = False
        self._saved_at = float("-inf")

    async def load(self) -> None:
        self.position = await self._positions.load(self._sink.name, self._lease.fence)
        self._offered = self.position or Position("")

    @property
    def starved(self) -> bool:
        """Whether it could go on but for changes that it had to drop: the feed must be read again for it."""
        return self._overflown and not (self._waiting or self._in_hand or self._fresh_start)

    def rejoin(self) -> None:
        """The feed is read again, from this outlet's position or an earlier one."""
        self._overflown = False

    def lose(self) -> None:
        """The database does not know this outlet's position any more."""
        log.warning("history lost, starting afresh", sink=self._sink.name, position=self.position)
        self.position, self._offered, self._lost = None, Position(""), True
        self._waiting, self._overflown = [], False

    def offer(self, changes: Changes) -> None:
        if self.position is None:  # what is read from here on is not older than what the fresh start will see
            self.position, self._fresh_start = changes.position, True
        news = [change for change in changes.items if change.position > self._offered]
        self._overflown |= bool(self._waiting) and len(self._waiting) + len(news) > self._most_waiting
        if not self._overflown:
            self._waiting += news
            self._offered = max(self._offered, changes.position)
        self._woken.set()
        oldest = next(iter(self._in_hand or self._waiting), None)
        lag = (self._clock.now() - oldest.at).total_seconds() if oldest else 0
        self._metrics.lag.labels(self._sink.name).set(max(lag, 0))

    async def run(self) -> None:
        """Until cancelled, or until the lease is lost."""
        while True:
            heed_cancellation()
            await self._woken.wait()
            self._woken.clear()
            if self._fresh_start:
                await self._insist(lambda: self._sink.resync(self._lease, lost=self._lost))
                self._fresh_start, self._lost, self._unsaved = False, False, True
                await self._save()
                self._metrics.resyncs.labels(self._sink.name).inc()
            await self._pass_on()
            await self._save()

    async def _pass_on(self) -> None:
        changes, self._waiting, behind = self._waiting, [], self._offered
        if changes:
            self._in_hand = changes
            await asyncio.sleep(self._sink.grace_seconds)
            await self._insist(lambda: self._sink.take(changes, self._lease))
            self._in_hand = ()
            self._unsaved = True
            self._metrics.batch.labels(self._sink.name).observe(len(changes))
        if self.position is not None:  # else it was lost meanwhile
            self.position = max(self.position, behind)

    async def _insist(self, action: Callable[[], Awaitable[None]]) -> None:
        """Until it succeeds; what comes later waits, for order is part of the promise."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            heed_cancellation()
            try:
                return await action()
            except StoreAway as away:
                if pause == _FIRST_PAUSE_SECONDS:
                    log.warning("store away, will try again", sink=self._sink.name, problem=str(away))
                self._metrics.retries.labels(self._sink.name).inc()
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _save(self) -> None:
        """Now and then: a repeat after a crash costs less than a write for every batch."""
        now = time.monotonic()
        pause = _SAVE_SECONDS if self._unsaved else _IDLE_SAVE_SECONDS
        if self.position and now - self._saved_at >= pause:
            await self._positions.save(self._sink.name, self.position, self._lease.fence)
            self._unsaved, self._saved_at = False, now
