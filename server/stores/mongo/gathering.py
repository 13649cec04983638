"""Reads by id that concurrent requests share: one trip for all who ask while the one before is under way."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import PyMongoError

Document = dict[str, Any]
T = TypeVar("T")

MOST = 500


class Gathering(Generic[T]):
    """Finds what documents of one collection stand for. Whoever asks gets what a read found that began afterwards."""

    def __init__(
        self,
        collection: AsyncCollection[Document],
        read: Callable[[Document], T],
        fields: Mapping[str, int] | None = None,
    ) -> None:
        self._collection, self._convert, self._fields = collection, read, fields
        self._asked: dict[str, asyncio.Future[T | None]] = {}
        self._trip: asyncio.Task[None] | None = None

    async def find(self, document_id: str) -> T | None:
        answer = self._asked.get(document_id)
        if answer is None:
            answer = self._asked[document_id] = asyncio.get_running_loop().create_future()
            if self._trip is None:
                self._trip = asyncio.create_task(self._travel())
        return await asyncio.shield(answer)

    async def _travel(self) -> None:
        """Until nobody asks any more; the others of the first tick come along."""
        try:
            await asyncio.sleep(0)
            while self._asked:
                asked = {name: self._asked.pop(name) for name in list(self._asked)[:MOST]}
                await self._read(asked)
        finally:
            self._trip = None

    async def _read(self, asked: Mapping[str, "asyncio.Future[T | None]"]) -> None:
        try:
            docs = await self._collection.find({"_id": {"$in": list(asked)}}, self._fields).to_list()
            for doc in docs:
                asked[doc["_id"]].set_result(self._convert(doc))
            for answer in asked.values():
                if not answer.done():
                    answer.set_result(None)
        except (PyMongoError, OSError) as fault:
            for answer in asked.values():
                if not answer.done():
                    answer.set_exception(fault)
                    answer.exception()  # also when the last of them has gone away
        finally:
            for answer in asked.values():
                answer.cancel()
