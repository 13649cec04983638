"""Failed sign-ins in Redis, counted by handle, by address and by both; strict: no Redis, no signing in by password."""

from dataclasses import dataclass

from models.errors import Code, Refusal
from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import COUNT_FAILURE, FORGET_FAILURE


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

    def __init__(self, scripts: Scripts, keys: Keys, factor: float) -> None:
        self._scripts, self._keys = scripts, keys
        self._bounds = [
            part
            for most in (BY_HANDLE, BY_ADDRESS, BY_BOTH)
            for part in (max(1, round(most.times * factor)), most.seconds * 1000)
        ]

    async def begin(self, handle: str, address: str, attempt: str) -> float:
        arguments = [attempt, *self._bounds]
        try:
            counted, *wait = await self._scripts.run(COUNT_FAILURE, self._counters(handle, address), arguments)
        except StoreAway as fault:
            raise Refusal(Code.UNAVAILABLE, retry_after=1) from fault
        return 0.0 if counted else wait[0] / 1000

    def succeeded(self, handle: str, address: str, attempt: str) -> None:
        """Lost while Redis is away; then a good sign-in counts as failed for a while."""
        self._scripts.send(FORGET_FAILURE, self._counters(handle, address), [attempt])

    def _counters(self, handle: str, address: str) -> list[str]:
        names = (f"handle:{handle}", f"address:{address}", f"both:{handle}:{address}")
        return [self._keys.attempts(name) for name in names]
