"""The shape of the database: made by migrating, demanded at start-up."""

from typing import Any, cast

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.kinds import INDEXES

Document = dict[str, Any]


async def test_a_fresh_database_is_unfit_and_says_what_to_run(
    mongo: AsyncMongoClient[Document], settings: Settings
) -> None:
    with pytest.raises(schema.Unfit, match="python -m server migrate"):
        await schema.demand(mongo, mongo[settings.mongo_database])


async def test_a_migrated_database_is_fit_and_migrating_again_changes_nothing(
    mongo: AsyncMongoClient[Document], settings: Settings
) -> None:
    database = mongo[settings.mongo_database]
    await schema.migrate(database)
    before = {name: await database[name].index_information() for name in INDEXES}
    await schema.migrate(database)
    assert {name: await database[name].index_information() for name in INDEXES} == before
    await schema.demand(mongo, database)


async def test_a_missing_index_is_named(mongo: AsyncMongoClient[Document], database: AsyncDatabase[Document]) -> None:
    await database["listings"].drop_index("nearest")
    with pytest.raises(schema.Unfit, match="listings lacks the indexes nearest"):
        await schema.demand(mongo, database)


class Pretender:
    """A server that says of itself what a test wants."""

    def __init__(self, hello: Document, version: list[int]) -> None:
        self.admin, self._hello, self._version = self, hello, version

    async def command(self, _: str) -> Document:
        return self._hello

    async def server_info(self) -> Document:
        return {"version": ".".join(map(str, self._version)), "versionArray": self._version}


@pytest.mark.parametrize(
    ("hello", "version", "sentence"),
    [
        ({}, [8, 2, 0, 0], "replica set"),
        ({"setName": "souk"}, [7, 0, 28, 0], "7.0.28.0 is too old"),
    ],
)
async def test_a_server_that_will_not_do_is_refused(
    database: AsyncDatabase[Document], hello: Document, version: list[int], sentence: str
) -> None:
    server = cast(AsyncMongoClient[Document], Pretender(hello, version))
    with pytest.raises(schema.Unfit, match=sentence):
        await schema.demand(server, database)
