"""The shape the database must have: `migrate` makes it, start-up demands it."""

from collections.abc import Mapping
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from server.stores.mongo.kinds import INDEXES

Document = dict[str, Any]

OLDEST = (8, 0)
"""Client-level bulk writes with results an operation came with MongoDB 8.0."""


class Unfit(Exception):
    """The database cannot carry the market; the text says why and what to do."""


async def migrate(database: AsyncDatabase[Document]) -> None:
    """Create what is missing; running it again changes nothing."""
    for collection, indexes in INDEXES.items():
        await database[collection].create_indexes(list(indexes))


async def demand(client: "AsyncMongoClient[Document]", database: AsyncDatabase[Document]) -> None:
    """Raises Unfit without replica set, recent server or all indexes."""
    hello: Mapping[str, Any] = await client.admin.command("hello")
    if "setName" not in hello:
        raise Unfit("MongoDB must be a replica set: the market needs transactions and change streams.")
    server = await client.server_info()
    if tuple(server["versionArray"][:2]) < OLDEST:
        raise Unfit(f"MongoDB {server['version']} is too old; {'.'.join(map(str, OLDEST))} is the oldest that will do.")
    for collection, indexes in INDEXES.items():
        present = await database[collection].index_information()
        if missing := {index.document["name"] for index in indexes} - present.keys():
            names = ", ".join(sorted(missing))
            raise Unfit(f"{collection} lacks the indexes {names}: run `python -m server migrate`.")
