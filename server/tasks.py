"""Background work that somebody keeps hold of: spawned by name, logged when it breaks, ended together."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

import structlog

log = structlog.get_logger(__name__)


LAST_LOOK_SECONDS = 0.05
"""Enough for the loop to read what had arrived before the deadline."""


@asynccontextmanager
async def deadline(seconds: float) -> AsyncIterator[None]:
    """Raises TimeoutError when what is inside takes longer, and the loop has looked once more for what has arrived.

    A busy loop runs its timers before it reads: without the second look its own lateness would count as the other's.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as end:
        last_look = loop.call_later(seconds, lambda: end.reschedule(loop.time() + LAST_LOOK_SECONDS))
        try:
            yield
        finally:
            last_look.cancel()


class Tasks:
    """The tasks of one part of the server."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._vital: set[asyncio.Task[Any]] = set()

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that all of it runs on, remembered: asking for it costs a system call in Python 3.11."""
        return asyncio.get_running_loop()

    def keep(self, coroutine: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run what must never end: a process in which it did is not well."""
        task = self.spawn(coroutine, name)
        self._vital.add(task)
        return task

    @property
    def ended(self) -> list[str]:
        """Names of those that should never have ended."""
        return [task.get_name() for task in self._vital if task.done()]

    def spawn(self, coroutine: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run it in the background; an exception is logged, for nobody awaits it."""
        task = self.loop.create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("background task broke", task=task.get_name(), exc_info=fault)

    async def finish(self, seconds: float) -> None:
        """Wait for all to end by themselves, then cancel the rest."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        await self.cancel()

    async def cancel(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def heed_cancellation() -> None:
    """In every endless loop: raises when this task was told to end and somebody on the way swallowed it.

    `asyncio.wait_for` of Python 3.11 does so when what it waits for ends at the same moment, and PyMongo sends every
    command through it.
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
