"""Leases: one holder at a time, and a fencing token that only grows."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.seams import StoreAway
from server.settings import Settings
from server.stores.mongo.leases import Document, MongoLeases


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with AsyncMongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.mongo_database]


async def test_one_of_many_gets_it(database: AsyncDatabase[Document]) -> None:
    answers = await asyncio.gather(*(MongoLeases(database).hold("relay", 60) for _ in range(8)))
    assert sorted(answers, key=str) == [1, *[None] * 7]


async def test_the_holder_renews_and_keeps_its_token(database: AsyncDatabase[Document]) -> None:
    mine = MongoLeases(database)
    assert [await mine.hold("relay", 60) for _ in range(3)] == [1, 1, 1]


async def test_a_released_lease_goes_to_the_next_with_a_greater_token(database: AsyncDatabase[Document]) -> None:
    mine, yours = MongoLeases(database), MongoLeases(database)
    assert await mine.hold("relay", 60) == 1
    await mine.release("relay")
    assert await yours.hold("relay", 60) == 2
    assert await mine.hold("relay", 60) is None
    await mine.release("relay")
    assert await yours.hold("relay", 60) == 2


async def test_a_lease_that_ran_out_goes_to_the_next(database: AsyncDatabase[Document]) -> None:
    mine, yours = MongoLeases(database), MongoLeases(database)
    assert await mine.hold("relay", 0) == 1
    assert await yours.hold("relay", 60) == 2
    assert await mine.hold("relay", 60) is None


async def test_taking_back_ones_own_after_a_release_counts_as_new(database: AsyncDatabase[Document]) -> None:
    mine = MongoLeases(database)
    await mine.hold("relay", 60)
    await mine.release("relay")
    assert await mine.hold("relay", 60) == 2


async def test_duties_do_not_meet(database: AsyncDatabase[Document]) -> None:
    mine, yours = MongoLeases(database), MongoLeases(database)
    assert await mine.hold("relay", 60) == 1
    assert await yours.hold("job:sweep", 60) == 1


async def test_a_database_that_is_away_is_told_as_such() -> None:
    async with AsyncMongoClient[Document]("mongodb://127.0.0.1:9/", serverSelectionTimeoutMS=50) as nowhere:
        with pytest.raises(StoreAway):
            await MongoLeases(nowhere["souk"]).hold("relay", 1)
        with pytest.raises(StoreAway):
            await MongoLeases(nowhere["souk"]).release("relay")
