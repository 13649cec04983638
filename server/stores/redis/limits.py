"""Declared limits over all processes, as buckets in Redis."""

from server.seams import Charge
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import RETURN_LIMIT, TAKE_LIMIT


class RedisLimits:
    """While Redis is away `take` raises StoreAway; what then holds is the caller's choice."""

    def __init__(self, scripts: Scripts, keys: Keys, factor: float) -> None:
        self._scripts, self._keys, self._factor = scripts, keys, factor

    async def take(self, charge: Charge) -> float:
        """0 when there was room, else the seconds to wait."""
        limit = charge.limit
        arguments = (self._cost(charge), round(limit.seconds * 1000))
        full, *wait = await self._scripts.run(TAKE_LIMIT, [self._keys.limit(charge.key)], arguments)
        return wait[0] / 1000 if full else 0.0

    def give_back(self, charge: Charge) -> None:
        self._scripts.send(RETURN_LIMIT, [self._keys.limit(charge.key)], [self._cost(charge)])

    def _cost(self, charge: Charge) -> float:
        return charge.limit.seconds * 1000 / (charge.limit.times * self._factor)
