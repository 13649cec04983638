"""The sink that says what a write says when the process that wrote has died before saying it."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from handlers.ports import Clock
from server.jobs.leadership import Lease
from server.seams import Announcer, Change

log = structlog.get_logger(__name__)

GRACE_SECONDS = 0.25
"""By then the process that wrote has normally announced it, and doing so again has no effect."""
STALE = timedelta(minutes=8)
"""Older changes may have been announced without anybody knowing it still: an announcer remembers ten minutes."""
_AT_ONCE = 200


class Announcing:
    """Announces everything again, in order. What is too old for that is left unsaid, and clients fetch anew, once."""

    name = "announcer"
    grace_seconds = GRACE_SECONDS

    def __init__(self, announcer: Announcer, clock: Clock) -> None:
        self._announcer = announcer
        self._clock = clock
        self._left_out = False

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        stale = self._clock.now() - STALE
        recent = [change for change in changes if change.at >= stale]
        lease.refuse_if_over()
        if len(recent) < len(changes) and not self._left_out:
            log.warning("announcements came too late, clients fetch anew", oldest=changes[0].at.isoformat())
            await self._announcer.end_epoch()
        self._left_out = len(recent) < len(changes)
        said = [announcement for change in recent for announcement in change.said]
        for start in range(0, len(said), _AT_ONCE):
            lease.refuse_if_over()
            await self._announcer.announce(said[start : start + _AT_ONCE])

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        """What was lost stays unsaid; clients are told to look again."""
        log.info("announcing begins here", fence=lease.fence, lost=lost)
        if lost:
            await self._announcer.end_epoch()
