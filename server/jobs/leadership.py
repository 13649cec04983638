"""Leading: a duty is done by one worker of several, for as long as its lease lasts."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog

from server.jobs.metrics import WorkerMetrics
from server.seams import LeaseLost, Leases, StoreAway
from server.tasks import heed_cancellation

log = structlog.get_logger(__name__)

LEASE_SECONDS = 6.0
"""How long a worker that was killed keeps its duties from the others."""
_LONGEST_PAUSE_SECONDS = 15.0
_STEADY_SECONDS = 60.0
"""A duty that went well for so long begins its pauses anew when it breaks."""


class Lease:
    """A lease as its holder sees it: counted from before it was asked for, so it is never over for others before."""

    def __init__(self, name: str, fence: int, until: float) -> None:
        self.name = name
        self.fence = fence
        self.until = until

    def refuse_if_over(self) -> None:
        """Before every write that bears no fencing token: a process that was stopped for a while finds out here."""
        if time.monotonic() >= self.until:
            raise LeaseLost(self.name)


Duty = Callable[[Lease], Coroutine[Any, Any, None]]
"""Runs until it is cancelled; when it breaks it is begun anew after a pause."""


class Leadership:
    """Does duties under leases that it renews; several workers may offer the same ones."""

    def __init__(self, leases: Leases, metrics: WorkerMetrics, *, seconds: float = LEASE_SECONDS) -> None:
        self._leases = leases
        self._metrics = metrics
        self._seconds = seconds

    async def keep(self, name: str, duty: Duty) -> None:
        """Do the duty whenever the lease can be had, until cancelled."""
        pause = 1.0
        while True:
            heed_cancellation()
            lease = await self._claim(name)
            if lease:
                began = time.monotonic()
                broken = await self._lead(lease, duty)
                pause = 1.0 if time.monotonic() - began > _STEADY_SECONDS else pause
                if broken:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                    continue
            await asyncio.sleep(self._seconds / 4)

    async def _claim(self, name: str) -> Lease | None:
        asked = time.monotonic()
        with suppress(StoreAway):
            fence = await self._leases.hold(name, self._seconds)
            return Lease(name, fence, asked + self._seconds) if fence is not None else None
        return None

    async def _lead(self, lease: Lease, duty: Duty) -> bool:
        """Until the duty breaks (then True) or the lease is lost; the duty has ended when this returns."""
        log.info("duty begun", duty=lease.name, fence=lease.fence)
        self._metrics.leads.labels(lease.name).set(1)
        task = asyncio.ensure_future(duty(lease))
        try:
            while not task.done():
                heed_cancellation()
                await asyncio.wait({task}, timeout=self._seconds / 4)
                if not task.done() and not await self._renew(lease):
                    break
        finally:
            task.cancel()
            await asyncio.wait({task})
            self._metrics.leads.labels(lease.name).set(0)
            with suppress(StoreAway):
                await self._leases.release(lease.name)
        return self._broken(lease, task)

    async def _renew(self, lease: Lease) -> bool:
        asked = time.monotonic()
        try:
            async with asyncio.timeout(max(lease.until - asked, 0)):
                fence = await self._leases.hold(lease.name, self._seconds)
        except StoreAway:
            return time.monotonic() < lease.until
        except TimeoutError:
            return False
        lease.until = asked + self._seconds
        return fence == lease.fence

    def _broken(self, lease: Lease, task: asyncio.Future[None]) -> bool:
        fault = None if task.cancelled() else task.exception()
        if fault is None or _nothing_but(LeaseLost, fault):
            log.warning("lease lost", duty=lease.name, fence=lease.fence)
            return False
        if _nothing_but(StoreAway, fault):
            log.warning("duty interrupted, a store is away", duty=lease.name)
        else:
            log.error("duty broke", duty=lease.name, exc_info=fault)
        self._metrics.broken.labels(lease.name).inc()
        return True


def _nothing_but(kind: type[Exception], fault: BaseException) -> bool:
    if isinstance(fault, BaseExceptionGroup):
        return fault.split(kind)[1] is None
    return isinstance(fault, kind)
