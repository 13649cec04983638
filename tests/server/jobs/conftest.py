"""What tests of the worker share."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from prometheus_client import CollectorRegistry
from pymongo.asynchronous.database import AsyncDatabase

from server.app import Stores
from server.jobs.metrics import WorkerMetrics
from server.seams import Announcement, StoreAway
from server.settings import Settings
from server.stores.mongo.changes import Document
from tests.support.stores import Shelf, prepared


@dataclass
class Heard:
    """An announcer that keeps what it is told, or is away."""

    said: list[Announcement] = field(default_factory=list)
    away: bool = False
    tries: int = 0
    epochs_ended: int = 0

    async def announce(self, batch: Sequence[Announcement]) -> None:
        self.tries += 1
        if self.away:
            raise StoreAway("announcer")
        self.said += batch

    async def end_epoch(self) -> None:
        self.epochs_ended += 1

    @property
    def versions(self) -> list[tuple[str, int]]:
        """What was announced, each once, in the order of the first time."""
        return list(dict.fromkeys((it.source, it.version) for it in self.said))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def metrics() -> WorkerMetrics:
    return WorkerMetrics(CollectorRegistry())


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    async with prepared(settings) as opened:
        yield opened


@pytest.fixture
def database(stores: Stores) -> AsyncDatabase[Document]:
    found: AsyncDatabase[Document] = stores.database
    return found


@pytest.fixture
def shelf(stores: Stores) -> Shelf:
    return Shelf(stores.committer)
