"""The gate before the stock: who comes too late learns it from Redis, and everybody else from MongoDB."""

import asyncio
from collections.abc import Sequence

from handlers.orderbook import Admission
from models.ids import ListingId
from models.listing import Listing
from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import HOLD_STOCK, LOOK_STOCK, MEND_STOCK, RELEASE_STOCK, REOPEN_STOCK

KEPT_MS = 3_600_000
"""A gate that nobody asked for so long is forgotten; the next one who asks opens it anew."""
_ADMISSIONS = {0: Admission.FULL, 1: Admission.TAKEN, 2: Admission.KEPT}


class RedisStock:
    """Counts down from what MongoDB said when the gate was opened; without Redis everybody is let through."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys
        self._low: dict[ListingId, int] = {}
        """Gates that let in fewer than there are, as they were when last compared."""

    async def admit(self, listing: Listing, claim: str, quantity: int) -> Admission:
        arguments = [claim, quantity, listing.available, listing.version, KEPT_MS]
        try:
            said, *_ = await self._scripts.run(HOLD_STOCK, [self._keys.stock(listing.id)], arguments)
        except StoreAway:
            return Admission.KEPT
        return _ADMISSIONS[said]

    def let_go(self, listing_id: ListingId, claim: str) -> None:
        self._scripts.send(RELEASE_STOCK, [self._keys.stock(listing_id)], [claim])

    def reopen(self, listing: Listing) -> None:
        arguments = [listing.available, listing.version, KEPT_MS]
        self._scripts.send(REOPEN_STOCK, [self._keys.stock(listing.id)], arguments)

    async def compare(self, listings: Sequence[Listing]) -> int:
        try:
            answers = await asyncio.gather(
                *(self._scripts.run(LOOK_STOCK, [self._keys.stock(it.id)], []) for it in listings)
            )
        except StoreAway:
            return 0
        low, before = {}, self._low
        mended = 0
        for it, (left,) in zip(listings, answers, strict=True):
            if left in (-1, it.available):
                continue
            if left < it.available and before.get(it.id) != left:
                low[it.id] = left  # perhaps somebody is on his way to MongoDB
                continue
            mended += 1
            self._scripts.send(MEND_STOCK, [self._keys.stock(it.id)], [left, it.available])
        self._low = low
        return mended
