"""Reads by id that concurrent requests share: one trip for all who ask while the one before is under way."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from pymongo.errors import PyMongoError

T = TypeVar("T")

MOST = 500


class Gathering(Generic[T]):
    """Reads what is asked for, many ids at a time. Whoever asks gets what a read found that began afterwards."""

    def __init__(self, read: Callable[[Sequence[Any]], Awaitable[Mapping[Any, T]]]) -> None:
        """`read` gives what it found of so many ids, by id."""
        self._read = read
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
                await self._answer(asked)
        finally:
            self._trip = None

    async def _answer(self, asked: Mapping[str, "asyncio.Future[T | None]"]) -> None:
        try:
            found = await self._read(list(asked))
            for name, answer in asked.items():
                answer.set_result(found.get(name))
        except (PyMongoError, OSError) as fault:
            for answer in asked.values():
                answer.set_exception(fault)
                answer.exception()  # also when the last of them has gone away
        finally:
            for answer in asked.values():
                answer.cancel()
