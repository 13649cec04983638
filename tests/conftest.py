"""Fixtures for everybody: the shared servers, settings under which a test meets nobody else's data, and a market."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pymongo import MongoClient

from server.settings import Settings
from tests.support import market as markets
from tests.support.market import Market
from tests.support.paying import Bazaar, opened_bazaar
from tests.support.servers import SharedServers, addresses, are_started

examples.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("unhurried")  # how fast a machine is proves nothing

_shared: SharedServers | None = None


def pytest_sessionstart(session: pytest.Session) -> None:
    """With several workers, start the servers now, in the process that outlives them all."""
    if getattr(session.config.option, "numprocesses", None) and not session.config.option.collectonly:
        _start_servers()


def pytest_sessionfinish() -> None:
    """Stop them, after the last worker."""
    global _shared  # noqa: PLW0603
    if _shared is not None:
        _shared.stop()
        _shared = None


def _start_servers() -> None:
    """Once in a run: whoever was told of servers starts none."""
    global _shared  # noqa: PLW0603 (one run of pytest has one set of servers)
    if not are_started():
        _shared = SharedServers()


@pytest.fixture(scope="session")
def servers() -> dict[str, str]:
    """The SOUK_* variables of the shared servers."""
    _start_servers()
    return addresses()


@pytest.fixture
def settings(servers: dict[str, str], tmp_path: Path) -> Iterator[Settings]:
    """Settings with a database, key prefix and index of the test's own."""
    name = f"test_{secrets.token_hex(6)}"
    given = {variable.removeprefix("SOUK_").lower(): value for variable, value in servers.items()}
    own = {"mongo_database": name, "redis_prefix": f"{name}:", "search_index": name, "data_dir": tmp_path}
    own["objects_bucket"] = name.replace("_", "-")
    yield Settings.model_validate({**given, **own, "port": 0, "demo_rate": 0, "log_level": "warning"})
    with MongoClient[dict[str, object]](servers["SOUK_MONGO_URL"]) as client:
        client.drop_database(name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def market(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    """A market of its own, empty at first; whoever uses it brings accounts and listings with names of their own."""
    async with markets.opened(servers, tmp_path_factory.mktemp("market")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bazaar_process(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bazaar]:
    async with opened_bazaar(servers, tmp_path_factory.mktemp("bazaar")) as bazaar:
        yield bazaar


@pytest_asyncio.fixture(loop_scope="session")
async def bazaar(bazaar_process: Bazaar) -> AsyncIterator[Bazaar]:
    """A market with two web processes and a sandbox gateway, which behaves again after each story."""
    yield bazaar_process
    await bazaar_process.sandbox.behave()
