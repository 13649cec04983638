"""Recalling the first answers of repeated requests, those of one moment in one trip for each collection."""

import asyncio
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from server.seams import Recalled
from server.stores.mongo.gathering import Gathering
from server.stores.mongo.kinds import ANSWERING

Document = dict[str, Any]


class Recalls:
    """Looks wherever documents may keep an answer: it is asked for every request that is refused."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._places = [Gathering(database[name], _recalled, {"once": 1}) for name in ANSWERING]

    async def find(self, key: str) -> Recalled | None:
        """The answer under this key, if an earlier try left one."""
        found = await asyncio.gather(*(place.find(key) for place in self._places))
        return next((recalled for recalled in found if recalled), None)


def _recalled(doc: Document) -> Recalled | None:
    once = doc.get("once")
    return Recalled(once["body_hash"], once["reply"]) if once else None
