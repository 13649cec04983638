"""Declared limits over all processes, as buckets in Redis; a process takes a few requests at once and spends them."""

import time
from dataclasses import dataclass

from server.seams import Charge
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import TAKE_LIMIT

SHARE = 10
"""One in so many of a bucket is taken at once: a trip to Redis is a tenth of what a small request costs."""
FORGET_ABOVE = 1_000
"""Advances that are kept before those that are over are looked for."""


@dataclass(slots=True)
class Advance:
    """Requests taken ahead of need. It ends when the bucket has refilled by as many: what is unspent was never lost."""

    left: int
    taken: int
    ends_at: float


class RedisLimits:
    """While Redis is away `take` raises StoreAway; what then holds is the caller's choice."""

    def __init__(self, scripts: Scripts, keys: Keys, factor: float) -> None:
        self._scripts, self._keys, self._factor = scripts, keys, factor
        self.advances: dict[str, Advance] = {}
        self._forget_above = FORGET_ABOVE

    def spend(self, charge: Charge) -> bool:
        """Whether there was one that this process had taken before."""
        advance = self.advances.get(charge.key)
        if not advance or not advance.left or advance.ends_at < time.monotonic():
            return False
        advance.left -= 1
        return True

    async def take(self, charge: Charge) -> float:
        """0 when there was room, else the seconds to wait."""
        if self.spend(charge):
            return 0.0
        cost, size = self._cost(charge), charge.limit.seconds * 1000
        wanted = max(1, int(size / cost / SHARE))
        taken, *wait = await self._scripts.run(TAKE_LIMIT, [self._keys.limit(charge.key)], (cost, round(size), wanted))
        if not taken:
            return 0.0 if self.spend(charge) else wait[0] / 1000
        self._keep(charge.key, taken, cost / 1000)
        return 0.0

    def give_back(self, charge: Charge) -> None:
        """To be spent by the next; once the advance is over the bucket has refilled by itself."""
        if (advance := self.advances.get(charge.key)) and advance.left < advance.taken:
            advance.left += 1

    def _keep(self, key: str, taken: int, seconds: float) -> None:
        """Those that several requests took at the same moment are put together."""
        now = time.monotonic()
        if (advance := self.advances.get(key)) and advance.ends_at >= now:
            taken += advance.left
        self.advances[key] = Advance(taken - 1, taken, now + taken * seconds)
        if len(self.advances) > self._forget_above:
            self._forget()

    def _forget(self) -> None:
        now = time.monotonic()
        self.advances = {key: it for key, it in self.advances.items() if it.ends_at >= now}
        self._forget_above = max(FORGET_ABOVE, 2 * len(self.advances))

    def _cost(self, charge: Charge) -> float:
        """Milliseconds in which the bucket refills by one request."""
        return charge.limit.seconds * 1000 / (charge.limit.times * self._factor)
