"""Reads that share a trip: each gets his own document, or the fault that befell the trip."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from server.stores.mongo.gathering import MOST, Gathering
from tests.server.stores.mongo.conftest import Document


def reading(database: AsyncDatabase[Document]) -> Gathering[int]:
    async def read(ids: Sequence[str]) -> dict[str, int]:
        docs = await database["things"].find({"_id": {"$in": ids}}).to_list()
        return {doc["_id"]: int(doc["n"]) for doc in docs}

    return Gathering(read)


async def filled(database: AsyncDatabase[Document], count: int) -> Gathering[int]:
    await database["things"].insert_many([{"_id": f"t{number}", "n": number} for number in range(count)])
    return reading(database)


async def test_each_gets_what_he_asked_for(database: AsyncDatabase[Document]) -> None:
    things = await filled(database, 30)
    found = await asyncio.gather(*(things.find(f"t{number}") for number in [*range(30), 7, 99]))
    assert found == [*range(30), 7, None]


async def test_more_than_fit_into_a_trip_are_found_in_several(database: AsyncDatabase[Document]) -> None:
    things = await filled(database, MOST + 20)
    assert await asyncio.gather(*(things.find(f"t{number}") for number in range(MOST + 20))) == [*range(MOST + 20)]


async def test_who_asks_again_learns_what_has_changed(database: AsyncDatabase[Document]) -> None:
    things = await filled(database, 1)
    assert await things.find("t0") == 0
    await database["things"].update_one({"_id": "t0"}, {"$set": {"n": 5}})
    assert await things.find("t0") == 5


async def test_who_goes_away_takes_nothing_from_the_others(database: AsyncDatabase[Document]) -> None:
    things = await filled(database, 1)
    leaving, staying = (asyncio.ensure_future(things.find("t0")) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 0


async def test_a_trip_that_fails_fails_for_all_who_shared_it_and_nobody_else(database: AsyncDatabase[Document]) -> None:
    async with AsyncMongoClient[dict[str, Any]]("mongodb://127.0.0.1:9", serverSelectionTimeoutMS=50) as nowhere:
        things = reading(nowhere["x"])
        for _ in range(2):
            found = await asyncio.gather(things.find("a"), things.find("b"), return_exceptions=True)
            assert all(isinstance(it, PyMongoError) for it in found)


async def test_a_document_that_makes_no_sense_leaves_nobody_waiting(database: AsyncDatabase[Document]) -> None:
    await database["things"].insert_one({"_id": "t0"})
    things = reading(database)
    with pytest.raises(asyncio.CancelledError):
        await things.find("t0")
