"""First answers are found wherever documents keep them."""

import asyncio

from pymongo.asynchronous.database import AsyncDatabase

from server.seams import Recalled
from server.stores.mongo.kinds import ANSWERING
from server.stores.mongo.recalls import Recalls
from tests.server.stores.mongo.conftest import Document


async def test_answers_are_found_wherever_they_are_kept(database: AsyncDatabase[Document]) -> None:
    for place, name in enumerate(ANSWERING):
        once = {"body_hash": "hash", "reply": b"%d" % place}
        await database[name].insert_one({"_id": f"k{place}", "once": once})
    await database["requests"].insert_one({"_id": "without"})
    recalls = Recalls(database)
    found = await asyncio.gather(*(recalls.find(f"k{place}") for place in range(len(ANSWERING))))
    assert found == [Recalled("hash", b"%d" % place) for place in range(len(ANSWERING))]
    assert await recalls.find("without") is None
    assert await recalls.find("nowhere") is None
