"""Processes learn the database's clock, again and again."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.stores.mongo import time
from server.stores.mongo.time import keep_telling, time_of
from tests.server.stores.mongo.conftest import Document
from tests.support.waiting import until


async def test_the_time_is_that_of_the_database(database: AsyncDatabase[Document]) -> None:
    assert abs(await time_of(database) - datetime.now(UTC)) < timedelta(minutes=1)


async def test_it_is_told_again_and_again(database: AsyncDatabase[Document], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "EVERY_SECONDS", 0.01)
    told: list[datetime] = []
    task = asyncio.create_task(keep_telling(database, told.append))
    await until(lambda: len(told) > 2)
    task.cancel()
    assert told == sorted(told)


async def test_a_database_that_is_away_says_nothing_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "EVERY_SECONDS", 0.01)
    told: list[datetime] = []
    async with AsyncMongoClient[dict[str, Any]]("mongodb://127.0.0.1:9", serverSelectionTimeoutMS=20) as nowhere:
        task = asyncio.create_task(keep_telling(nowhere["x"], told.append))
        await asyncio.wait({task}, timeout=0.2)
        assert not task.done()
        task.cancel()
    assert told == []
