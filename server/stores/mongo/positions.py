"""Where the readers of the change feed stopped, kept beside the fencing token of the worker that saved it."""

from typing import Any

from pymongo import ReturnDocument, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from server.seams import LeaseLost, Position, StoreAway

Document = dict[str, Any]

COLLECTION = "positions"


class MongoPositions:
    """Every write names the fencing token it expects, so one who was leader once cannot put a reader back."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._positions = database[COLLECTION].with_options(write_concern=WriteConcern("majority"))

    async def begin(self, reader: str, position: Position) -> None:
        """Where a reader starts that never read; one that did goes on from where it is."""
        await self._positions.update_one(
            {"_id": reader}, {"$setOnInsert": {"position": position, "fence": 0}}, upsert=True
        )

    async def load(self, reader: str, fence: int) -> Position | None:
        try:
            doc = await self._positions.find_one_and_update(
                {"_id": reader, "fence": {"$lte": fence}},
                {"$set": {"fence": fence}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError as taken:  # it is there, with a greater token
            raise LeaseLost(reader) from taken
        except PyMongoError as problem:
            raise StoreAway("positions") from problem
        return doc.get("position") if doc else None

    async def save(self, reader: str, position: Position, fence: int) -> None:
        try:
            saved = await self._positions.update_one(
                {"_id": reader, "fence": fence}, {"$set": {"position": position}, "$currentDate": {"saved_at": True}}
            )
        except PyMongoError as problem:
            raise StoreAway("positions") from problem
        if not saved.matched_count:
            raise LeaseLost(reader)

    async def forget(self, reader: str) -> None:
        try:
            await self._positions.update_one({"_id": reader}, {"$unset": {"position": True}, "$inc": {"fence": 1}})
        except PyMongoError as problem:
            raise StoreAway("positions") from problem
