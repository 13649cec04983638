"""Whether the stores answer, for `/readyz` and the doctor."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.settings import Settings

DEADLINE_SECONDS = 1.0


class StoreHealth:
    """Asks each store for a sign of life, all at once."""

    def __init__(
        self, mongo: "AsyncMongoClient[dict[str, Any]]", redis: Redis, http: aiohttp.ClientSession, settings: Settings
    ) -> None:
        self._mongo, self._redis, self._http = mongo, redis, http
        self._search_url, self._objects_url = settings.search_url, settings.objects_url

    async def check(self) -> Mapping[str, str]:
        """Each store's name with `ok`, or with what is wrong with it."""
        asked = {
            "mongo": self._mongo.admin.command("ping"),
            "redis": self._redis.ping(),
            "search": self._search(),
            "objects": self._objects(),
        }
        states = await asyncio.gather(*(_state(question) for question in asked.values()))
        return dict(zip(asked, states, strict=True))

    async def _search(self) -> None:
        async with self._http.get(f"{self._search_url}/health") as response:
            response.raise_for_status()

    async def _objects(self) -> None:
        """Whatever it answers to somebody without a key, short of a fault of its own."""
        async with self._http.get(self._objects_url) as response:
            if response.status >= 500:
                response.raise_for_status()


async def _state(question: Awaitable[object]) -> str:
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await question
    except (PyMongoError, RedisError, aiohttp.ClientError, OSError, TimeoutError) as fault:
        return type(fault).__name__
    return "ok"
