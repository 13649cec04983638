"""The gate before the stock: who comes too late learns it from Redis, and everybody else from MongoDB."""

from handlers.ports import Admission
from models.ids import ListingId
from models.listing import Listing
from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import HOLD_STOCK, RELEASE_STOCK, REOPEN_STOCK

KEPT_MS = 3_600_000
"""A gate that nobody asked for so long is forgotten; the next one who asks opens it anew."""
_ADMISSIONS = {0: Admission.FULL, 1: Admission.TAKEN, 2: Admission.KEPT}


class RedisStock:
    """Counts down from what MongoDB said when the gate was opened; without Redis everybody is let through."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys

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
