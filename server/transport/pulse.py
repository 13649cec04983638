"""How much happens in the market and how its parts are: counted here, added up in Redis, shown to moderators."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta

import structlog

from handlers.moderation.payloads import BoardFigures
from handlers.moderation.pushes import ModerationRates
from handlers.ports import Figures
from models import rooms
from models.board import COUNTED, SUMMED
from server.metrics import WEB, WORKERS, Counts, Tally
from server.seams import Health, StoreAway
from server.tasks import heed_cancellation
from server.transport.engine import Traffic
from server.transport.engine.rooms import RoomManager
from server.transport.sessions import Session
from server.transport.voice import frame_of

log = structlog.get_logger(__name__)

TICK_SECONDS = 2.0
WINDOW_SECONDS = 60.0
LATE_SECONDS = 10
"""A worker this far behind is not well."""


PaidLately = Callable[[timedelta], Awaitable[int]]
"""How many orders were paid within so much time. Raises StoreAway."""


class Dial:
    """The latest figures, for requests: implements `handlers.ports.Board`."""

    def __init__(self) -> None:
        self.latest = Figures({}, {})

    def figures(self) -> Figures:
        return self.latest


class LastMinute:
    """Counters that only grow, as what they grew by within the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, tuple[int, ...]]] = deque()

    def grown(self, totals: tuple[int, ...], now: float) -> list[int]:
        self._seen.append((now, totals))
        while len(self._seen) > 1 and self._seen[1][0] <= now - WINDOW_SECONDS:
            self._seen.popleft()
        return [total - before for total, before in zip(totals, self._seen[0][1], strict=True)]


class Pulse:
    """One process's part: it tells the others its figures, and its own moderators those of all."""

    def __init__(
        self,
        counts: Counts,
        sessions: Collection[Session],
        manager: RoomManager,
        tally: Tally,
        paid_lately: PaidLately,
        health: Health,
        dial: Dial,
    ) -> None:
        self._counts, self._sessions, self._manager = counts, sessions, manager
        self._tally, self._paid_lately, self._health, self._dial = tally, paid_lately, health, dial
        self._minute = LastMinute()

    async def run(self) -> None:
        while True:
            heed_cancellation()
            await self.beat(time.monotonic())
            await asyncio.sleep(TICK_SECONDS)

    async def beat(self, now: float) -> None:
        """Without Redis this process shows its own figures and says that Redis is away."""
        own = [*self._minute.grown(self._totals(), now), len(self._sessions)]
        watched = self._manager.members.get(rooms.RATES)
        health: dict[str, str] = dict(await self._health.check()) if watched else {}
        try:
            _, *sums = await self._tally.tally(WEB, own)
            if watched:
                health |= await self._worker()
        except StoreAway:
            log.debug("figures are not added up")
            sums = own
        rates = {**dict(zip(SUMMED, sums, strict=True)), "payments": await self._payments() if watched else 0}
        self._dial.latest = Figures(rates, health or self._dial.latest.health)
        if watched:
            frame = frame_of(ModerationRates(**dict(BoardFigures.of(self._dial.latest))))
            for socket in tuple(watched):
                socket.write(frame, Traffic.VOLATILE)

    async def _payments(self) -> int:
        """As before while the ledger does not answer."""
        try:
            async with asyncio.timeout(TICK_SECONDS):
                return await self._paid_lately(timedelta(seconds=WINDOW_SECONDS))
        except (StoreAway, TimeoutError):
            return self._dial.latest.rates.get("payments", 0)

    def _totals(self) -> tuple[int, ...]:
        requests = self._counts.requests
        counted = (sum(requests[event] for event in events) for events in COUNTED.values())
        return (*counted, sum(self._counts.refused.values()))

    async def _worker(self) -> Mapping[str, str]:
        """Workers note how many seconds they are behind; asking notes nothing of us there."""
        alive, *behind = await self._tally.tally(WORKERS, ())
        return {"worker": "away" if not alive else "behind" if behind[0] > LATE_SECONDS else "ok"}
