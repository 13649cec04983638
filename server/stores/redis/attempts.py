"""Failed sign-ins in Redis, counted by handle, by address and by both; strict: no Redis, no signing in by password."""

import asyncio
import ipaddress
from collections.abc import Awaitable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from models.errors import Code, Refusal

DEADLINE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Most:
    """So many failed attempts in so many seconds."""

    times: int
    seconds: int


BY_HANDLE = Most(50, 3600)
"""A guesser with many addresses; high, for whoever fills it shuts out the owner for a while."""
BY_ADDRESS = Most(100, 3600)
"""A guesser with many handles; an address may be that of a whole school."""
BY_BOTH = Most(10, 900)
"""Somebody who has forgotten his password, or one guesser with one victim."""


class RedisAttempts:
    """One script counts an attempt in all three, or in none when one of them is full.

    An attempt counts as failed before its password is looked at, so many at once get no more tries than one by one.
    """

    def __init__(self, redis: Redis, prefix: str, *, factor: float = 1) -> None:
        self._redis, self._prefix = redis, prefix
        self._count = redis.register_script(files(__package__).joinpath("lua/count_failure.lua").read_text())
        self._bounds = [
            part
            for most in (BY_HANDLE, BY_ADDRESS, BY_BOTH)
            for part in (int(most.times * factor), most.seconds * 1000)
        ]

    async def begin(self, handle: str, address: str, attempt: str) -> float:
        counted, *wait_ms = await _answer(self._count(self._keys(handle, address), [attempt, *self._bounds]))
        return 0.0 if counted else wait_ms[0] / 1000

    async def succeeded(self, handle: str, address: str, attempt: str) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in self._keys(handle, address):
                pipe.zrem(key, attempt)
            await _answer(pipe.execute())

    def _keys(self, handle: str, address: str) -> list[str]:
        """Their common hash tag lets one script have them all on a cluster."""
        start, network = f"{self._prefix}{{attempts}}", _network(address)
        return [f"{start}:handle:{handle}", f"{start}:address:{network}", f"{start}:both:{handle}:{network}"]


async def _answer(reply: Awaitable[Any]) -> Any:
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await reply
    except (RedisError, OSError, TimeoutError) as error:
        raise Refusal(Code.UNAVAILABLE, retry_after=1) from error


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64 of addresses."""
    try:
        it = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(it, ipaddress.IPv6Address):
        return str(it.ipv4_mapped or ipaddress.ip_network((it, 64), strict=False))
    return str(it)
