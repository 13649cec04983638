"""Short locks in Redis: an early no to a double click, never the guard of a rule."""

from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import CLAIM_LOCK


class RedisLocks:
    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys

    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        """Whether it is this holder's, newly or still; True while Redis is away, for MongoDB has the last word."""
        try:
            claimed, *_ = await self._scripts.run(CLAIM_LOCK, [self._keys.lock(name)], [holder, round(seconds * 1000)])
        except StoreAway:
            return True
        return bool(claimed)
