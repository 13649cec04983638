"""A worker's parts on real stores, and a shelf that writes listings as the committer does."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from prometheus_client import CollectorRegistry
from pymongo.asynchronous.database import AsyncDatabase

from handlers.listings import pushes
from handlers.ports import Work
from models.listing import Listing
from server.app import Stores, open_stores
from server.jobs.metrics import WorkerMetrics
from server.seams import Announcement, StoreAway
from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.changes import Document
from server.stores.mongo.commit import MongoCommitter
from server.stores.search.client import Meilisearch


@dataclass
class Heard:
    """An announcer that keeps what it is told, or is away."""

    said: list[Announcement] = field(default_factory=list)
    away: bool = False
    tries: int = 0

    async def announce(self, batch: Sequence[Announcement]) -> None:
        self.tries += 1
        if self.away:
            raise StoreAway("announcer")
        self.said += batch

    @property
    def versions(self) -> list[tuple[str, int]]:
        """What was announced, each once, in the order of the first time."""
        return list(dict.fromkeys((it.source, it.version) for it in self.said))


class Shelf:
    """Listings written by the real committer, announced by nobody: as by a process that dies after the commit."""

    def __init__(self, committer: MongoCommitter) -> None:
        self._committer = committer

    async def put(self, *listings: Listing) -> None:
        for it in listings:
            work = Work()
            work.insert(it, pushes.published(it))
            await self._committer.commit(work, None, b"")

    async def change(self, it: Listing) -> Listing:
        """Write the next version of it, whatever else has changed."""
        newer, work = replace(it, version=it.version + 1), Work()
        work.save(newer, pushes.revised(newer))
        await self._committer.commit(work, None, b"")
        return newer


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def metrics() -> WorkerMetrics:
    return WorkerMetrics(CollectorRegistry())


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    """All real ones, over a prepared database and index."""
    async with open_stores(settings) as opened:
        await schema.migrate(opened.database)
        await opened.search.prepare()
        yield opened
        await drop_index(opened, settings)


async def drop_index(stores: Stores, settings: Settings) -> None:
    server = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), stores.http)
    await server.call(lambda client: client.delete_index(settings.search_index))


@pytest.fixture
def database(stores: Stores) -> AsyncDatabase[Document]:
    found: AsyncDatabase[Document] = stores.database
    return found


@pytest.fixture
def shelf(stores: Stores) -> Shelf:
    return Shelf(stores.committer)
