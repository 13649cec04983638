"""A database of the test's own with all its indexes, and the one writer over it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.batch import Batches
from server.stores.mongo.client import connect
from server.stores.mongo.commit import MongoCommitter
from server.stores.mongo.deals import Deals
from server.tasks import Tasks

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """What one process writes with."""

    client: AsyncMongoClient[Document]
    batches: Batches
    deals: Deals
    committer: MongoCommitter


@pytest.fixture
async def mongo(settings: Settings) -> AsyncIterator[AsyncMongoClient[Document]]:
    async with connect(settings) as client:
        yield client


@pytest.fixture
async def database(mongo: AsyncMongoClient[Document], settings: Settings) -> AsyncDatabase[Document]:
    found = mongo[settings.mongo_database]
    await schema.migrate(found)
    return found


@pytest.fixture
async def writers(
    database: AsyncDatabase[Document], mongo: AsyncMongoClient[Document], settings: Settings
) -> AsyncIterator[list[Writer]]:
    """Two processes' worth: each with a connection and batches of its own."""
    tasks = Tasks()
    async with connect(settings) as other:
        made = []
        for client in (mongo, other):
            batches = Batches(client, settings.mongo_database, tasks)
            deals = Deals(client, settings.mongo_database, lambda key: key, tasks)
            committer = MongoCommitter(client, settings.mongo_database, batches, deals)
            made.append(Writer(client, batches, deals, committer))
        yield made
        await tasks.cancel()


@pytest.fixture
def writer(writers: list[Writer]) -> Writer:
    return writers[0]
