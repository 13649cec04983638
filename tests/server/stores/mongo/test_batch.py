"""Group commit: writes of many requests travel together and learn their outcomes apart."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.uri_parser import parse_uri

from server.seams import StoreAway, Unconfirmed
from server.settings import Settings
from server.stores.mongo.batch import BATCH, Batches, Document, Duplicate, Operation
from server.tasks import Tasks
from tests.server.stores.mongo.conftest import Writer
from tests.support.proxy import Proxy, proxied

COUNT = 40


def insert(document_id: str, **more: Any) -> Operation:
    return Operation("things", None, {"_id": document_id, "version": 1, **more})


def update(document_id: str, version: int, by: int = 0) -> Operation:
    """From one version to the next."""
    return Operation("things", {"_id": document_id, "version": version}, {"$set": {"version": version + 1, "by": by}})


async def outcomes(writes: Sequence[Awaitable[bool]]) -> list[bool | type[BaseException]]:
    ended = await asyncio.gather(*writes, return_exceptions=True)
    return [type(it) if isinstance(it, BaseException) else it for it in ended]


async def test_of_many_inserts_of_one_id_one_wins_and_the_others_know(writers: list[Writer]) -> None:
    ended = await outcomes([writers[n % 2].batches.add(insert("x", by=n)) for n in range(COUNT)])
    assert Counter(ended) == {True: 1, Duplicate: COUNT - 1}


async def test_of_many_updates_of_one_version_one_wins_and_the_others_know(writers: list[Writer]) -> None:
    await writers[0].batches.add(insert("x"))
    ended = await outcomes([writers[n % 2].batches.add(update("x", 1, by=n)) for n in range(COUNT)])
    assert Counter(ended) == {True: 1, False: COUNT - 1}


async def test_the_winner_is_the_one_that_is_stored(writer: Writer, database: AsyncDatabase[Document]) -> None:
    await writer.batches.add(insert("x"))
    ended = await outcomes([writer.batches.add(update("x", 1, by=n)) for n in range(COUNT)])
    stored = await database["things"].find_one({"_id": "x"})
    assert stored == {"_id": "x", "version": 2, "by": ended.index(True)}


async def test_a_mixed_batch_tells_everybody_his_own_outcome(writer: Writer) -> None:
    await asyncio.gather(*(writer.batches.add(insert(f"old {n}")) for n in range(20)))
    writes = []
    expected: list[object] = []
    for n in range(20):
        writes += [
            insert(f"new {n}"),
            insert(f"old {n}"),
            update(f"old {n}", 1),
            update(f"old {n}", 9),
            update("gone", 1),
        ]
        expected += [True, Duplicate, True, False, False]
    assert await outcomes([writer.batches.add(it) for it in writes]) == expected


async def test_a_taken_key_is_told_from_a_taken_id(writer: Writer, database: AsyncDatabase[Document]) -> None:
    await database["things"].create_index("handle", unique=True)
    await writer.batches.add(insert("1", handle="anna"))
    for taken, of_id in ((insert("2", handle="anna"), False), (insert("1", handle="berta"), True)):
        for mixed_with in ((), (update("gone", 1),)):
            added = [writer.batches.add(it) for it in (taken, *mixed_with)]
            with pytest.raises(Duplicate) as no:
                await added[0]
            assert no.value.of_id is of_id
            assert not mixed_with or await added[1] is False


async def test_what_is_asked_at_once_travels_together(writer: Writer) -> None:
    ended = await outcomes([writer.batches.add(insert(str(n))) for n in range(2 * BATCH)])
    assert ended == [True] * 2 * BATCH
    assert (writer.batches.written, writer.batches.trips) == (2 * BATCH, 2)


async def test_who_no_longer_waits_is_no_trouble_for_others(writer: Writer) -> None:
    impatient, patient = writer.batches.add(insert("1")), writer.batches.add(insert("2"))
    impatient.cancel()
    assert await patient
    assert await writer.batches.add(insert("3"))


async def test_a_database_that_is_away_wrote_nothing() -> None:
    tasks = Tasks()
    async with AsyncMongoClient[Document]("mongodb://127.0.0.1:1", serverSelectionTimeoutMS=100) as client:
        with pytest.raises(StoreAway):
            await Batches(client, "x", tasks).add(insert("1"))
    await tasks.cancel()


@pytest.fixture
async def proxy(settings: Settings) -> AsyncIterator[Proxy]:
    (host, port), *_ = parse_uri(settings.mongo_url)["nodelist"]
    async with proxied(host, port) as it:
        yield it


@pytest.fixture
async def behind(proxy: Proxy, settings: Settings) -> AsyncIterator[Batches]:
    """Batches that reach the database through the proxy."""
    tasks, url = Tasks(), f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true&retryWrites=false"
    async with AsyncMongoClient[Document](url, timeoutMS=1_000, w="majority") as client:
        yield Batches(client, settings.mongo_database, tasks)
        await tasks.cancel()


@pytest.mark.parametrize("network", ["is cut", "is held up"])
async def test_an_answer_that_never_comes_leaves_the_outcome_unknown(
    behind: Batches, proxy: Proxy, network: str
) -> None:
    assert await behind.add(insert("1"))
    proxy.flowing.clear()
    lost = behind.add(insert("2"))
    if network == "is cut":
        await asyncio.sleep(0)
        await proxy.cut()
    with pytest.raises((Unconfirmed, StoreAway)):
        await lost
    proxy.flowing.set()


async def test_after_an_outage_writes_go_on(behind: Batches, proxy: Proxy) -> None:
    assert await behind.add(insert("1"))
    await proxy.cut()
    await outcomes([behind.add(insert("2"))])
    async with asyncio.timeout(20):
        while await outcomes([behind.add(insert("3"))]) not in ([True], [Duplicate]):
            pass
