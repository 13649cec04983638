"""One load generator as the benchmark sees it: a child process that is given orders and tells what it measured."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Any, Self

import orjson

from tests.bench.load.__main__ import LONGEST_LINE


class LoadFailed(Exception):
    """The load generator could not do what it was told; the message says why."""


class Load:
    """async with Load() as load: await load.order("open", url=..., count=500, groups={})."""

    def __init__(self) -> None:
        self._process: Process

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "tests.bench.load")
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE, start_new_session=True
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends with its input, also when we are killed."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def order(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Have it done; raises LoadFailed with the reason when it was not."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(orjson.dumps({"do": do, **arguments}) + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise LoadFailed(f"the load generator ended with {await self._process.wait()}")
        told: dict[str, Any] = orjson.loads(line)
        if problem := told.get("error"):
            raise LoadFailed(problem)
        return told
