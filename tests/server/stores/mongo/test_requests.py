"""Answers that are kept for requests whose effect is a change."""

import asyncio

from pymongo.asynchronous.database import AsyncDatabase

from server.seams import Once, Recalled
from server.stores.mongo import requests
from tests.server.stores.mongo.conftest import Document, Writer
from tests.server.stores.mongo.test_commit import inserting, saving, versions
from tests.support.listings import a_listing


async def test_the_answer_to_a_change_is_kept_beside_it(writer: Writer, database: AsyncDatabase[Document]) -> None:
    it, once = a_listing(), Once("k1", "hash")
    await writer.committer.commit(inserting(it), None, b"")
    said, _ = await writer.committer.commit(saving(it), once, b'{"n":1}')
    assert [one.version for one in said] == [2]
    assert await writer.committer.recall(once) == Recalled("hash", b'{"n":1}')
    doc = await database[requests.COLLECTION].find_one({"_id": "k1"})
    assert doc
    assert doc.keys() == requests.to_doc(once, b"").keys()


async def test_a_repeat_of_a_change_is_recalled_and_changes_nothing(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    it, once = a_listing(), Once("k2", "hash")
    await writers[0].committer.commit(inserting(it), None, b"")

    commits = (writers[n % 2].committer.commit(saving(it), once, b"%d" % n) for n in range(6))
    results = await asyncio.gather(*commits, return_exceptions=True)
    assert len([one for one in results if isinstance(one, tuple) and one[1] is None]) == 1
    assert await versions(database, it) == [2]
