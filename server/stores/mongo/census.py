"""Which listings are live, and in which version: read to compare the search index with."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from models.ids import ListingId
from models.listing import ListingState
from server.seams import StoreAway
from server.stores.mongo.listings import COLLECTION

Document = dict[str, Any]


class MongoCensus:
    """Reads nothing of a document but its version."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._listings = database[COLLECTION]

    async def live_after(self, listing_id: str, limit: int) -> Mapping[ListingId, int]:
        return await self._versions({"_id": {"$gt": listing_id}}, limit)

    async def live_among(self, listing_ids: Sequence[ListingId]) -> Mapping[ListingId, int]:
        return await self._versions({"_id": {"$in": list(listing_ids)}}, len(listing_ids)) if listing_ids else {}

    async def _versions(self, where: Document, limit: int) -> Mapping[ListingId, int]:
        live = {**where, "state": ListingState.LIVE.value}
        try:
            rows = await self._listings.find(live, {"version": 1}).sort("_id").hint("_id_").limit(limit).to_list()
        except PyMongoError as problem:
            raise StoreAway("census") from problem
        return {ListingId(row["_id"]): row["version"] for row in rows}
