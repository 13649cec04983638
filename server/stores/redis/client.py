"""The road to Redis: the scripts of one tick share a pipeline, every trip has a deadline, an outage is noticed once."""

import asyncio
import math
import time
from collections.abc import Iterable, Sequence
from typing import Any

from hiredis import pack_command
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError, ResponseError

from server.seams import StoreAway
from server.stores.redis.scripts import Script
from server.tasks import Tasks, deadline

DEADLINE_SECONDS = 0.2
REST_SECONDS = 1.0
"""How long nobody tries again after a trip failed."""
BATCH = 500
CONNECTIONS = 8
"""Enough that scripts find one while storms of clients read the journal."""
SOCKET_SECONDS = 2.0
"""What nobody sets a shorter deadline for."""

Answer = list[int]
Call = tuple[Script, Sequence[str], Sequence[Any], "asyncio.Future[Answer] | None"]
"""A script with its keys and arguments, and who waits for its answer."""


def connect(url: str) -> Redis:
    """A client that tries nothing twice by itself: a script whose answer was lost may have run."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=SOCKET_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        socket_connect_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


class Scripts:
    """Runs scripts, those of one tick in one pipeline.

    `run` raises StoreAway when Redis does not answer within DEADLINE_SECONDS, and at once while it is known to be away.
    """

    def __init__(self, redis: Redis, tasks: Tasks) -> None:
        self._redis, self._tasks = redis, tasks
        self._calls: list[Call] = []
        self._line: list[Call] = []
        self._line_moves = False
        self._known: set[str] = set()
        self._away_until = 0.0
        self.failures = 0

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> "asyncio.Future[Answer]":
        """The script's answer, once this tick's pipeline is back."""
        answer: asyncio.Future[Answer] = asyncio.Future(loop=self._tasks.loop)
        self._add((script, keys, arguments, answer))
        return answer

    def send(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> None:
        """Run it without waiting for an answer; a failure is counted and otherwise passed over."""
        self._add((script, keys, arguments, None))

    def send_in_order(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> None:
        """As `send`, and never before what was sent in order earlier."""
        self._line.append((script, keys, arguments, None))
        if not self._line_moves:
            self._line_moves = True
            self._tasks.spawn(self._move_line(), "redis line")

    async def _move_line(self) -> None:
        """One trip after the other: two at once take two connections, and the later may be there first."""
        try:
            await asyncio.sleep(0)  # what is sent in the same tick goes together
            while self._line:
                calls, self._line = self._line[:BATCH], self._line[BATCH:]
                await self._trip(calls)
        finally:
            self._line_moves = False

    def _add(self, call: Call) -> None:
        if not self._calls:
            self._tasks.loop.call_soon(self._depart)
        self._calls.append(call)

    def _depart(self) -> None:
        calls, self._calls = self._calls, []
        for start in range(0, len(calls), BATCH):
            self._tasks.spawn(self._trip(calls[start : start + BATCH]), "redis trip")

    async def _trip(self, calls: Sequence[Call]) -> None:
        now = time.monotonic()
        try:
            if now < self._away_until:
                raise StoreAway("Redis is away.")
            async with deadline(DEADLINE_SECONDS):
                answers = await self._execute(calls)
        except (RedisError, OSError, TimeoutError, StoreAway) as fault:
            self._failed(calls, fault)
            if not isinstance(fault, StoreAway):
                await self._redis.connection_pool.disconnect(inuse_connections=False)  # the others died with this one
            return
        for (_, _, _, future), answer in zip(calls, answers, strict=True):
            if isinstance(answer, Exception):
                self.failures += 1
            if future and not future.done():
                if isinstance(answer, Exception):
                    future.set_exception(StoreAway(str(answer)))
                else:
                    future.set_result(answer)

    def _failed(self, calls: Sequence[Call], fault: Exception) -> None:
        if not isinstance(fault, StoreAway):
            self._away_until = time.monotonic() + REST_SECONDS
            self._known.clear()
        self.failures += len(calls)
        for *_, future in calls:
            if future and not future.done():
                future.set_exception(StoreAway(str(fault)))

    async def _execute(self, calls: Sequence[Call]) -> list[Any]:
        await self._teach(script for script, *_ in calls)
        commands = [("EVALSHA", script.sha, len(keys), *keys, *arguments) for script, keys, arguments, _ in calls]
        answers = await self._exchange(commands)
        forgotten = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if forgotten:
            self._known.clear()
            await self._teach(calls[place][0] for place in forgotten)
            again = await self._exchange([commands[place] for place in forgotten])
            for place, answer in zip(forgotten, again, strict=True):
                answers[place] = answer
        return answers

    async def _teach(self, scripts: Iterable[Script]) -> None:
        unknown = {script.sha: script for script in scripts if script.sha not in self._known}
        if unknown:
            await self._exchange([("SCRIPT", "LOAD", script.text) for script in unknown.values()])
            self._known.update(unknown)

    async def _exchange(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """All commands out, all answers in: 4.5 us of CPU a script in hundreds, where redis-py's pipeline takes 12."""
        connection = await self._redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        try:
            await connection.send_packed_command(b"".join(map(pack_command, commands)), check_health=False)
            return [await _answer(connection) for _ in commands]
        except BaseException:
            await connection.disconnect(nowait=True)  # answers that nobody read would be taken for those of others
            raise
        finally:
            await self._redis.connection_pool.release(connection)


async def _answer(connection: AbstractConnection) -> Any:
    try:
        return await connection.read_response(timeout=math.inf, disconnect_on_error=False)
    except ResponseError as refused:
        return refused
