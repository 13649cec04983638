"""Roads to the shared Redis, to one that a test may hold up, and to one that a test may empty."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from server.local.servers import LocalServers
from server.settings import Settings
from server.stores.redis import channels, journal
from server.stores.redis import client as road
from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.tasks import Tasks
from tests.support.proxy import Proxy, proxied


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a healthy Redis may answer late; only tests of outages are in a hurry."""
    monkeypatch.setattr(road, "DEADLINE_SECONDS", 10.0)
    monkeypatch.setattr(channels, "CONFIRM_SECONDS", 10.0)
    monkeypatch.setattr(journal, "READ_SECONDS", 10.0)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch, patience: None) -> None:
    monkeypatch.setattr(road, "DEADLINE_SECONDS", 0.2)
    monkeypatch.setattr(channels, "CONFIRM_SECONDS", 0.2)
    monkeypatch.setattr(journal, "READ_SECONDS", 0.2)


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    it = Tasks()
    yield it
    await it.cancel()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    async with connect(settings.redis_url) as client:
        yield client


@pytest.fixture
def scripts(redis: Redis, tasks: Tasks) -> Scripts:
    return Scripts(redis, tasks)


@pytest.fixture
async def elsewhere(settings: Settings, tasks: Tasks) -> AsyncIterator[Scripts]:
    """The shared Redis, as another process reaches it."""
    async with connect(settings.redis_url) as client:
        yield Scripts(client, tasks)


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return Keys(settings.redis_prefix)


@pytest.fixture
async def proxy(settings: Settings) -> AsyncIterator[Proxy]:
    parts = urlsplit(settings.redis_url)
    async with proxied(parts.hostname or "", parts.port or 0) as it:
        yield it


@pytest.fixture
async def behind(proxy: Proxy, hurry: None) -> AsyncIterator[Redis]:
    """A client that reaches the shared Redis through the proxy."""
    async with connect(f"redis://127.0.0.1:{proxy.port}/0") as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A Redis that nobody else uses."""
    folder: Path = tmp_path_factory.mktemp("redis")
    async with LocalServers(folder, given={}, only={"valkey"}, report=lambda *_: None) as servers:
        yield servers.environment["SOUK_REDIS_URL"]


@pytest.fixture
async def own(own_url: str) -> AsyncIterator[Redis]:
    async with connect(own_url) as client:
        await client.flushall()
        yield client
