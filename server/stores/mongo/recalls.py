"""Recalling the first answers of repeated requests: those of one moment share a trip to each collection."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from server.seams import Recalled
from server.stores.mongo.gathering import Gathering
from server.stores.mongo.kinds import ANSWERING

Document = dict[str, Any]


class Recalls:
    """Looks wherever documents may keep an answer: it is asked for every request that is refused."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._collections = [database[name] for name in ANSWERING]
        self._gathering = Gathering(self._read)

    async def find(self, key: str) -> Recalled | None:
        """The answer under this key, if an earlier try left one."""
        return await self._gathering.find(key)

    async def _read(self, keys: Sequence[str]) -> Mapping[str, Recalled]:
        where: Document = {"_id": {"$in": keys}, "once": {"$exists": True}}
        cursors = [collection.find(where, {"once": 1}) for collection in self._collections]
        found = await asyncio.gather(*(cursor.to_list() for cursor in cursors))
        return {doc["_id"]: Recalled(doc["once"]["body_hash"], doc["once"]["reply"]) for docs in found for doc in docs}
