"""Meilisearch over the wire: searches on the shared HTTP session, everything else through the official client."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import aiohttp
import meilisearch
import orjson
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from meilisearch.models.task import TaskInfo

from server.seams import StoreAway, Unindexable
from server.stores.search.breaker import Breaker

T = TypeVar("T")

SEARCH_SECONDS = 1.0
"""Deadline of one search, connecting included."""
_CALL_SECONDS = 10
"""Deadline of one call that writes or administers."""
_TASK_SECONDS = 600.0
_FIRST_POLL_SECONDS = 0.03
_SLOWEST_POLL_SECONDS = 0.5


class Meilisearch:
    """One server, as its name and key reach it. Raises StoreAway when it does not answer or is not ready."""

    def __init__(self, url: str, key: str, session: aiohttp.ClientSession) -> None:
        self._url = url.rstrip("/")
        self._session = session
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._deadline = aiohttp.ClientTimeout(total=SEARCH_SECONDS)
        self._breaker = Breaker(failures=3, pause_seconds=2)
        self._client = meilisearch.Client(self._url, key, timeout=_CALL_SECONDS)
        self._calls = asyncio.Lock()

    async def search(self, index: str, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """One search, one POST."""
        with self._breaker.call():
            try:
                status, body = await self._post(f"{self._url}/indexes/{index}/search", orjson.dumps(question))
                answer: Mapping[str, Any] = orjson.loads(body)
            except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
                raise StoreAway(f"search: {type(problem).__name__} {problem}") from problem
            if status == 200:
                return answer
            if status >= 500 or answer.get("code") in _NOT_READY:
                raise StoreAway(f"search: {answer.get('message')}")
        raise RuntimeError(f"search refused our question: {answer.get('message')}")

    async def _post(self, url: str, body: bytes) -> tuple[int, bytes]:
        async with self._session.post(url, data=body, headers=self._headers, timeout=self._deadline) as answer:
            return answer.status, await answer.read()

    async def call(self, use: Callable[[meilisearch.Client], T]) -> T:
        """Use the official client, which blocks, in a thread; one call at a time, because it keeps its headers."""
        async with self._calls:
            try:
                return await asyncio.to_thread(use, self._client)
            except MeilisearchApiError as refusal:
                if refusal.type == "invalid_request" and refusal.code not in _NOT_READY:
                    raise Unindexable(refusal.message) from refusal
                raise StoreAway(f"search: {refusal.message}") from refusal
            except MeilisearchError as problem:
                raise StoreAway(f"search: {problem.message}") from problem

    async def carry_out(self, use: Callable[[meilisearch.Client], TaskInfo]) -> None:
        """Enqueue a task and wait for its end: that it was accepted says nothing about its success."""
        await self.finish((await self.call(use)).task_uid)

    async def finish(self, task_uid: int) -> None:
        """Wait for the end of a task; Unindexable when it failed for what it holds, StoreAway for any other reason."""
        pause, deadline = _FIRST_POLL_SECONDS, time.monotonic() + _TASK_SECONDS
        while (task := await self.call(lambda client: client.get_task(task_uid))).status in _UNDER_WAY:
            if time.monotonic() > deadline:
                raise StoreAway(f"search: task {task_uid} is still {task.status}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_POLL_SECONDS)
        if task.status == "succeeded":
            return
        error: Mapping[str, Any] = task.error or {}
        message = f"task {task_uid} {task.status}: {error.get('message')}"
        if error.get("type") == "invalid_request" and error.get("code") not in _NOT_READY:
            raise Unindexable(message)
        raise StoreAway(f"search: {message}")


_UNDER_WAY = ("enqueued", "processing")
_NOT_READY = (
    "index_not_found",
    "index_already_exists",
    "invalid_search_facets",
    "invalid_search_filter",
    "invalid_search_sort",
)
"""Refusals that say something about the moment: what we ask for is always in the settings, once these are there."""
