"""Souk's own processes under the supervisor: their command lines, when they are ready, their return after a death."""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from server.local.children import Child

_START_SECONDS = 60
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_HEALTHY_SECONDS = 30.0

Report = Callable[[str], None]


class ProcessFailed(Exception):
    """A process ended before it was ready; the message carries its last words."""


@dataclass(slots=True)
class Process:
    """One process that shall always run."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready_url: str | None = None
    grace: float = 10.0
    child: Child | None = None
    _pause: float = field(default=_FIRST_PAUSE, init=False)
    _resume_at: float | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        return self.child.pid if self.child else 0

    def start(self) -> None:
        self._resume_at = None
        self.child = Child(self.name, self.command, log=self.log, environment=self.environment)

    async def ready(self) -> None:
        """Wait until it answers; a process without an address is ready when it runs."""
        if self.ready_url is None or self.child is None:
            return
        deadline = time.monotonic() + _START_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while not await _answers(session, self.ready_url):
                if self.child.exit_code is not None or time.monotonic() > deadline:
                    words = f"The end of {self.log}:\n{self.child.last_words(30)}"
                    raise ProcessFailed(f"{self.name} did not start (exit code {self.child.exit_code}). {words}")
                await asyncio.sleep(0.05)

    def tend(self, report: Report) -> bool:
        """Start it again if it died and its pause is over; says whether it was started."""
        now = time.monotonic()
        if self._resume_at is not None:
            if now < self._resume_at:
                return False
            self.start()
            return True
        if self.child is not None and (code := self.child.exit_code) is not None:
            longer = min(self._pause * 2, _LONGEST_PAUSE)
            pause = _FIRST_PAUSE if now - self.child.started > _HEALTHY_SECONDS else self._pause
            self._pause = _FIRST_PAUSE * 2 if pause == _FIRST_PAUSE else longer
            self._resume_at = now + pause
            words = f": {self.child.last_words(1)}" if code > 0 else ""
            report(f"{self.name} ended ({_told(code)}), starts again in {pause:g} s; its log: {self.log}{words}")
        return False

    async def restart(self) -> None:
        """End it and start it anew, which counts as no death."""
        await self.stop()
        self.start()

    async def stop(self) -> None:
        child, self.child = self.child, None
        self._resume_at = None
        if child is not None:
            await child.stop(self.grace)


async def run_once(name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    """A command that has to end well before anything else begins."""
    child = Child(name, command, log=log, environment=environment)
    try:
        while child.exit_code is None:
            await asyncio.sleep(0.05)
    finally:
        child.kill()
    if child.exit_code:
        raise ProcessFailed(f"{name} failed (exit code {child.exit_code}). The end of {log}:\n{child.last_words(30)}")


def souk(*arguments: str) -> list[str]:
    """The command line of one of our own commands, in the environment that runs us."""
    return [sys.executable, "-m", "server", *arguments]


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _told(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
