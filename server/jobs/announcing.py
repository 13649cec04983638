"""The sink that says what a write says when the process that wrote has died before saying it."""

from collections.abc import Sequence

import structlog

from server.jobs.leadership import Lease
from server.seams import Announcer, Change

log = structlog.get_logger(__name__)

GRACE_SECONDS = 0.25
"""By then the process that wrote has normally announced it, and doing so again has no effect."""
_AT_ONCE = 200


class Announcing:
    """Announces everything again, in order."""

    name = "announcer"
    grace_seconds = GRACE_SECONDS

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        said = [announcement for change in changes for announcement in change.said]
        for start in range(0, len(said), _AT_ONCE):
            lease.refuse_if_over()
            await self._announcer.announce(said[start : start + _AT_ONCE])

    async def resync(self, lease: Lease, *, lost: bool) -> None:
        """What was lost stays unsaid; clients are told to look again."""
        log.info("announcing begins here", fence=lease.fence, lost=lost)
        if lost:
            await self._announcer.end_epoch()
