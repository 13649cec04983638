"""The change feed on a real replica set."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.seams import Announcement, Change, Changes, Position, StoreAway, pack
from server.settings import Settings
from server.stores.mongo.changes import Document, MongoChanges

SAID = Announcement("listing:a", 1, 0, ("feed", "listing:a"), "listing:published", '{"listing":{"id":"a"}}')
AGAIN = Announcement("listing:a", 2, 0, ("listing:a",), "listing:revised", "{}")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with AsyncMongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.mongo_database]


@pytest.fixture
def feed(database: AsyncDatabase[Document]) -> MongoChanges:
    return MongoChanges(database, ["listings"])


async def collect(changes: AsyncGenerator[Changes], count: int) -> list[Change]:
    found: list[Change] = []
    while len(found) < count:
        found += (await anext(changes)).items
    return found


async def test_writes_come_in_order_with_what_they_say(database: AsyncDatabase[Document], feed: MongoChanges) -> None:
    async with aclosing(feed.follow(await feed.now())) as changes:
        await database["listings"].insert_one({"_id": "a", "title": "Bicycle", "said": pack([SAID])})
        await database["listings"].update_one({"_id": "a"}, {"$set": {"title": "Tricycle", "said": pack([AGAIN])}})
        await database["listings"].update_one({"_id": "a"}, {"$inc": {"stock": 1}})
        await database["listings"].replace_one({"_id": "a"}, {"said": pack([SAID, AGAIN])})
        await database["listings"].delete_one({"_id": "a"})
        found = await collect(changes, 5)
    assert [list(change.said) for change in found] == [[SAID], [AGAIN], [], [SAID, AGAIN], []]
    assert {(change.collection, change.id) for change in found} == {("listings", "a")}
    assert [change.position for change in found] == sorted({change.position for change in found})
    assert all(change.at.tzinfo for change in found)


async def test_other_collections_are_reported_only_when_they_say_something(
    database: AsyncDatabase[Document], feed: MongoChanges
) -> None:
    async with aclosing(feed.follow(await feed.now())) as changes:
        await database["accounts"].insert_one({"_id": "quiet"})
        await database["accounts"].insert_one({"_id": "silent", "said": pack(())})
        await database["accounts"].insert_one({"_id": "loud", "said": pack([SAID])})
        await database["accounts"].update_one({"_id": "loud"}, {"$set": {"name": "x"}})
        await database["accounts"].delete_one({"_id": "loud"})
        await database["listings"].insert_one({"_id": "last"})
        found = await collect(changes, 2)
    assert [change.id for change in found] == ["loud", "last"]


async def test_a_transaction_is_reported_when_it_is_committed(
    database: AsyncDatabase[Document], feed: MongoChanges
) -> None:
    await database["listings"].insert_one({"_id": "a"})
    async with aclosing(feed.follow(await feed.now())) as changes:
        async with database.client.start_session() as session, await session.start_transaction():
            await database["listings"].insert_one({"_id": "b", "said": pack([SAID])}, session=session)
            await database["listings"].update_one({"_id": "a"}, {"$set": {"said": pack([AGAIN])}}, session=session)
            assert (await anext(changes)).items == []
        found = await collect(changes, 2)
    assert [(change.id, list(change.said)) for change in found] == [("b", [SAID]), ("a", [AGAIN])]
    assert found[0].position < found[1].position


async def test_reading_goes_on_behind_any_change(database: AsyncDatabase[Document], feed: MongoChanges) -> None:
    start = await feed.now()
    await database["listings"].insert_many([{"_id": str(number)} for number in range(5)])
    async with aclosing(feed.follow(start)) as changes:
        first = await collect(changes, 5)
    async with aclosing(feed.follow(first[2].position)) as changes:
        assert await collect(changes, 2) == first[3:]


async def test_an_idle_feed_moves_on(database: AsyncDatabase[Document], feed: MongoChanges) -> None:
    """Else a market that is asleep would one day resume behind the end of the oplog."""
    async with aclosing(feed.follow(None)) as changes:
        start = (await anext(changes)).position
        await database["accounts"].insert_one({"_id": "quiet"})
        while (seen := await anext(changes)).position == start:
            assert not seen.items
    assert seen.position > start


async def test_a_position_that_the_database_does_not_know_is_lost_history(feed: MongoChanges) -> None:
    with pytest.raises(LookupError):
        await anext(feed.follow(Position("not a token")))


async def test_a_dropped_database_is_lost_history(database: AsyncDatabase[Document], feed: MongoChanges) -> None:
    await database["listings"].insert_one({"_id": "a"})
    async with aclosing(feed.follow(None)) as changes:
        position = (await anext(changes)).position
        await database.client.drop_database(database.name)
        with pytest.raises(LookupError):
            await collect(changes, 1)
    with pytest.raises(LookupError):
        await collect(feed.follow(position), 1)


async def test_a_database_that_is_away_is_told_as_such() -> None:
    async with AsyncMongoClient[Document]("mongodb://127.0.0.1:9/", serverSelectionTimeoutMS=50) as nowhere:
        with pytest.raises(StoreAway):
            await anext(MongoChanges(nowhere["souk"], []).follow(None))
