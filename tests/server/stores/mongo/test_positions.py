"""Positions: kept for the leader, refused to whoever led before (reliability F5)."""

from collections.abc import AsyncIterator

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.seams import LeaseLost, Position
from server.settings import Settings
from server.stores.mongo.positions import Document, MongoPositions

HERE, FARTHER = Position("82AA"), Position("82AB")


@pytest.fixture
async def positions(settings: Settings) -> AsyncIterator[MongoPositions]:
    async with AsyncMongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        database: AsyncDatabase[Document] = client[settings.mongo_database]
        yield MongoPositions(database)


async def test_a_new_reader_has_none(positions: MongoPositions) -> None:
    assert await positions.load("index", 1) is None
    assert await positions.load("index", 1) is None


async def test_a_reader_begins_where_it_is_told_once(positions: MongoPositions) -> None:
    await positions.begin("announcer", HERE)
    await positions.begin("announcer", FARTHER)
    assert await positions.load("announcer", 1) == HERE
    await positions.save("announcer", FARTHER, 1)
    await positions.begin("announcer", HERE)
    assert await positions.load("announcer", 2) == FARTHER


async def test_what_is_saved_is_found_by_the_next_leader(positions: MongoPositions) -> None:
    await positions.load("index", 1)
    await positions.save("index", HERE, 1)
    await positions.save("index", FARTHER, 1)
    assert await positions.load("index", 2) == FARTHER
    assert await positions.load("announcer", 2) is None


async def test_the_save_of_a_stale_leader_is_refused_as_soon_as_another_has_loaded(positions: MongoPositions) -> None:
    await positions.load("index", 1)
    await positions.save("index", HERE, 1)
    assert await positions.load("index", 2) == HERE
    with pytest.raises(LeaseLost):
        await positions.save("index", FARTHER, 1)
    with pytest.raises(LeaseLost):
        await positions.load("index", 1)
    assert await positions.load("index", 3) == HERE


async def test_forgetting_ends_the_lead_and_the_position(positions: MongoPositions) -> None:
    await positions.load("index", 1)
    await positions.save("index", HERE, 1)
    await positions.forget("index")
    with pytest.raises(LeaseLost):
        await positions.save("index", FARTHER, 1)
    assert await positions.load("index", 2) is None


async def test_forgetting_what_nobody_ever_read_is_nothing(positions: MongoPositions) -> None:
    await positions.forget("index")
    assert await positions.load("index", 1) is None
