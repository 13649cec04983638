"""Real stores over a database and an index of the test's own, and a shelf that fills them as the market does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from handlers.listings import pushes
from handlers.ports import Work
from models.listing import Listing
from server.app import Stores, open_stores
from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.commit import MongoCommitter
from server.stores.search.client import Meilisearch


@asynccontextmanager
async def prepared(settings: Settings) -> AsyncIterator[Stores]:
    """Stores that are ready for use; the index is dropped at the end, the database by the fixture of the settings."""
    async with open_stores(settings) as stores:
        await schema.migrate(stores.database)
        await stores.search.prepare()
        yield stores
        await drop_index(stores)


async def drop_index(stores: Stores) -> None:
    settings = stores.settings
    server = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), stores.http)
    await server.call(lambda client: client.delete_index(settings.search_index))


class Shelf:
    """Listings written by the real committer, announced by nobody: as by a process that dies after the commit."""

    def __init__(self, committer: MongoCommitter) -> None:
        self._committer = committer

    async def put(self, *listings: Listing) -> None:
        for it in listings:
            work = Work()
            work.insert(it, *pushes.published(it, pushes.feeds_of(it)))
            await self._committer.commit(work, None, b"")

    async def change(self, it: Listing) -> Listing:
        """Write the next version of it, whatever else has changed."""
        newer, work = replace(it, version=it.version + 1), Work()
        work.save(newer, pushes.revised(newer))
        await self._committer.commit(work, None, b"")
        return newer
