"""Who is online, and when somebody was seen last: kept by Redis alone, a hint that may be a minute old."""

from datetime import UTC, datetime

from handlers.ports import Presence
from models.ids import AccountId
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import ARRIVE, DEPART, LOOK

ALIVE_MS = 45_000
SEEN_MS = 30 * 86_400_000


class RedisPresence:
    """Every method raises StoreAway when Redis does not answer; `process` names this process to the others."""

    def __init__(self, scripts: Scripts, keys: Keys, process: str) -> None:
        self._scripts, self._keys, self._process = scripts, keys, process

    async def arrive(self, account_id: AccountId) -> bool:
        """Whether it was present nowhere before."""
        (newly,) = await self._scripts.run(ARRIVE, self._names(account_id), [self._process, ALIVE_MS, SEEN_MS])
        return bool(newly)

    def stay(self, account_id: AccountId) -> None:
        """It is still here."""
        self._scripts.send(ARRIVE, self._names(account_id), [self._process, ALIVE_MS, SEEN_MS])

    async def depart(self, account_id: AccountId) -> bool:
        """Whether it is present nowhere now."""
        (gone,) = await self._scripts.run(DEPART, self._names(account_id), [self._process, SEEN_MS])
        return bool(gone)

    async def look(self, account_id: AccountId) -> Presence:
        online, seen = await self._scripts.run(LOOK, self._names(account_id), [])
        return Presence(bool(online), datetime.fromtimestamp(seen / 1000, UTC) if seen else None)

    def _names(self, account_id: AccountId) -> list[str]:
        return [self._keys.present(account_id), self._keys.seen(account_id)]
