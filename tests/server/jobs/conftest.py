"""A worker's parts on real stores, and a shelf that writes listings as the committer does."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from prometheus_client import CollectorRegistry
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from handlers.listings import pushes
from models.listing import Listing
from server.jobs.metrics import WorkerMetrics
from server.seams import Announcement, StoreAway, announcements, pack
from server.settings import Settings
from server.stores.mongo.changes import Document
from server.stores.mongo.listings import COLLECTION, to_doc
from server.stores.search.client import Meilisearch
from server.stores.search.listings import MeiliListings


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


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Shelf:
    """Listings in MongoDB, written together with what the write says, and announced by nobody."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self.listings = database[COLLECTION]

    async def put(self, *listings: Listing) -> None:
        docs = [
            to_doc(it) | {"said": pack(announcements(it.id, it.version, [pushes.published(it)]))} for it in listings
        ]
        await self.listings.insert_many(docs)

    async def change(self, it: Listing) -> Listing:
        """Write the next version of it, whatever else has changed."""
        newer = replace(it, version=it.version + 1)
        said = pack(announcements(newer.id, newer.version, [pushes.revised(newer)]))
        doc = to_doc(newer) | {"said": said}
        await self.listings.update_one({"_id": it.id, "version": it.version}, {"$set": doc})
        return newer


@pytest.fixture
def clock() -> WallClock:
    return WallClock()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def metrics() -> WorkerMetrics:
    return WorkerMetrics(CollectorRegistry())


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[AsyncDatabase[Document]]:
    async with AsyncMongoClient[Document](settings.mongo_url, tz_aware=True) as client:
        yield client[settings.mongo_database]


@pytest.fixture
def shelf(database: AsyncDatabase[Document]) -> Shelf:
    return Shelf(database)


@pytest.fixture
async def meilisearch(settings: Settings) -> AsyncIterator[Meilisearch]:
    async with aiohttp.ClientSession() as session:
        server = Meilisearch(settings.search_url, settings.search_key.get_secret_value(), session)
        yield server
        await server.call(lambda client: client.delete_index(settings.search_index))


@pytest.fixture
def index(settings: Settings, meilisearch: Meilisearch) -> MeiliListings:
    return MeiliListings(meilisearch, settings.search_index)
