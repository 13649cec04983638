"""Journeys meet at one market, which is started once for each process of pytest."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo import MongoClient

from server.settings import Settings
from tests.support import market as markets
from tests.support.market import Market


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def market(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    """A market of its own, empty at first; whoever uses it brings accounts and listings with names of their own."""
    name = f"journey_{secrets.token_hex(6)}"
    folder: Path = tmp_path_factory.mktemp("market")
    given = {variable.removeprefix("SOUK_").lower(): value for variable, value in servers.items()}
    own = {"mongo_database": name, "redis_prefix": f"{name}:", "search_index": name, "data_dir": folder}
    settings = Settings.model_validate({**given, **own})
    running = await markets.start(settings, folder)
    yield running
    await markets.stop(running)
    with MongoClient[dict[str, object]](servers["SOUK_MONGO_URL"]) as client:
        client.drop_database(name)
