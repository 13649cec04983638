"""What happens in all processes together, added up by Redis; a process that is silent is soon left out."""

from collections.abc import Sequence

from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import TALLY

SILENT_MS = 10_000


class RedisFigures:
    """Raises StoreAway; `process` names this process to the others."""

    def __init__(self, scripts: Scripts, keys: Keys, process: str) -> None:
        self._scripts, self._keys, self._process = scripts, keys, process

    async def tally(self, group: str, own: Sequence[int]) -> Sequence[int]:
        """Note one's own figures, if any; gives how many processes of the group live, then the sum of each figure."""
        arguments = [self._process, SILENT_MS, *own]
        return await self._scripts.run(TALLY, [self._keys.figures(group)], arguments)
