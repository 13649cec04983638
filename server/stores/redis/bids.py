"""A gate for bids: an early no to what is certainly too low, never the guard of a rule.

What is least may only fall when bids are taken back; then the gate is opened before, so that it does not refuse what
MongoDB would accept. While Redis is away it cannot be opened, and refuses nothing; what it remembers from before is
opened by the worker when Redis is back. It knows every accepted request, or none counts: a repeat is never taken for
a new bid.
"""

from collections.abc import Sequence
from contextlib import suppress

from models.ids import ListingId
from models.listing import Listing
from server.seams import StoreAway
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import RAISE_GATE, REFUSE_BID

KEPT_MS = 3_600_000


class RedisBidGate:
    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts, self._keys = scripts, keys

    async def least(self, listing_id: ListingId, key: str, maximum: int) -> int:
        """What a bid that is certainly too low should have offered at least; 0 for others, and while Redis is away."""
        try:
            least, *_ = await self._scripts.run(REFUSE_BID, [self._keys.bids(listing_id)], [maximum, key])
        except StoreAway:
            return 0
        return int(least)

    def learn(self, listing: Listing, accepted: Sequence[str]) -> None:
        """These requests were accepted, and so the listing stands now."""
        assert listing.auction
        state = (listing.version, listing.auction.next_minimum, listing.auction.accepted, KEPT_MS)
        self._scripts.send(RAISE_GATE, [self._keys.bids(listing.id)], [*state, *accepted])

    async def open(self, listing: Listing) -> None:
        """Refuse nothing any more on behalf of what is older than this listing; nothing happens while Redis is away."""
        with suppress(StoreAway):
            await self.ensure_open(listing)

    async def ensure_open(self, listing: Listing) -> None:
        """The same; raises StoreAway."""
        assert listing.auction
        state = (listing.version, 0, listing.auction.accepted, KEPT_MS)
        await self._scripts.run(RAISE_GATE, [self._keys.bids(listing.id)], state)
