"""Uploads are looked at in processes of their own: a few that wait for work, each replaced when an upload breaks it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import structlog

import server
from models.media import Developed, Flaw, Format, Purpose
from server.pictures import LENGTH

log = structlog.get_logger(__name__)

SECONDS = 20.0
"""Longest that one upload may take; a process that waits for the processor is given more than it may use."""
_TRIES = 2
"""A process may also die of somebody else's doing."""
_MODULE = "server.pictures.child"
_MOST_JOBS = 500
_LONGEST_HEAD, _LONGEST_FILE = 4_096, 8 << 20
_ROOT = Path(server.__file__).resolve().parents[1]


class Broken(Exception):
    """The process died or talked nonsense; `exhausted` when it had used up its time of the processor."""

    def __init__(self, problem: str, *, exhausted: bool = False) -> None:
        super().__init__(problem)
        self.exhausted = exhausted


class Darkroom:
    """Starts its processes when they are needed; at most so many work at once.

    async with Darkroom(2) as darkroom:
        outcome = await darkroom.develop(content, Format.JPEG, Purpose.LISTING)
    """

    def __init__(self, processes: int = os.cpu_count() or 1, *, seconds: float = SECONDS) -> None:
        self.processes = processes
        self._seconds = seconds
        self._room = asyncio.Semaphore(processes)
        self._idle: list[_Child] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        while self._idle:
            await self._idle.pop().end()

    async def develop(self, content: bytes, content_type: Format, purpose: Purpose) -> Developed | Flaw:
        """Too much time is the upload's fault; a death is, when it happens twice."""
        for attempt in range(1, _TRIES + 1):
            try:
                async with self._child() as child, asyncio.timeout(self._seconds):
                    return await child.develop(content, content_type, purpose)
            except TimeoutError:
                log.info("upload took too long", bytes=len(content))
                return Flaw.TOO_COSTLY
            except Broken as death:
                log.warning("upload broke its process", attempt=attempt, bytes=len(content), problem=str(death))
                if death.exhausted:
                    return Flaw.TOO_COSTLY
        return Flaw.DAMAGED

    @asynccontextmanager
    async def _child(self) -> AsyncIterator["_Child"]:
        """An idle process or a new one; one that was not left well is killed."""
        async with self._room:
            child = self._idle.pop() if self._idle else await _Child.start()
            try:
                yield child
            except BaseException:
                await child.end()
                raise
            if child.jobs < _MOST_JOBS:
                self._idle.append(child)
            else:
                await child.end()


class _Child:
    """One process and its pipes."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._jobs, self._answers = process, process.stdin, process.stdout
        self.jobs = 0

    @classmethod
    async def start(cls) -> Self:
        """Without our environment, which holds secrets."""
        command = [sys.executable, "-E", "-s", "-m", _MODULE]
        return cls(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=_ROOT, env={}))

    async def develop(self, content: bytes, content_type: Format, purpose: Purpose) -> Developed | Flaw:
        self.jobs += 1
        job = json.dumps({"bytes": len(content), "format": content_type, "purpose": purpose}).encode()
        try:
            self._jobs.write(LENGTH.pack(len(job)) + job + content)
            await self._jobs.drain()
            head = json.loads(await self._read(LENGTH.unpack(await self._read(LENGTH.size, 4))[0], _LONGEST_HEAD))
            files = {int(size): await self._read(length, _LONGEST_FILE) for size, length in head["files"].items()}
        except (OSError, EOFError) as death:
            code = await self._process.wait()
            raise Broken(f"exit code {code}", exhausted=code == -signal.SIGXCPU) from death
        if flaw := head.get("flaw"):
            return Flaw(flaw)
        return Developed(files, head["width"], head["height"], head["placeholder"])

    async def _read(self, length: int, most: int) -> bytes:
        if length > most:
            raise Broken(f"{length} bytes at once")
        return await self._answers.readexactly(length)

    async def end(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._jobs.close()
        await self._process.wait()
