"""Leases in MongoDB: who may do a duty now, by the database's clock, with a fencing token that only grows.

Not in Redis: what a lease guards works on MongoDB's documents, so it can be done exactly when the lease can be had, and
a flushed or failed-over Redis neither stops the worker nor makes two leaders. It costs one write every few seconds.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from server.seams import StoreAway

Document = dict[str, Any]

COLLECTION = "leases"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class MongoLeases:
    """The leases of one process; its name is made up at the start, so a process that comes back is another holder."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._leases = database[COLLECTION].with_options(write_concern=WriteConcern("majority"))
        self._holder = secrets.token_hex(8)

    async def hold(self, name: str, seconds: float) -> int | None:
        """One conditional write; it leaves the lease as it is while somebody else's runs."""
        try:
            lease = await self._leases.find_one_and_update(
                {"_id": name}, [{"$set": self._claim(seconds)}], upsert=True, return_document=ReturnDocument.AFTER
            )
        except PyMongoError as problem:
            raise StoreAway("leases") from problem
        assert lease is not None  # it is made where there was none
        fence: int = lease["fence"]
        return fence if lease["holder"] == self._holder else None

    def _claim(self, seconds: float) -> Document:
        mine = {"$eq": ["$holder", self._holder]}
        over = {"$lte": [{"$ifNull": ["$until", _LONG_AGO]}, "$$NOW"]}
        fence = {"$ifNull": ["$fence", 0]}
        return {
            "holder": {"$cond": [over, self._holder, "$holder"]},
            "until": {"$cond": [{"$or": [mine, over]}, {"$add": ["$$NOW", int(seconds * 1000)]}, "$until"]},
            "fence": {"$cond": [{"$and": [over, {"$not": [mine]}]}, {"$add": [fence, 1]}, fence]},
        }

    async def release(self, name: str) -> None:
        try:
            await self._leases.update_one(
                {"_id": name, "holder": self._holder}, {"$set": {"until": _LONG_AGO, "holder": None}}
            )
        except PyMongoError as problem:
            raise StoreAway("leases") from problem
