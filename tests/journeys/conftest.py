"""A market with two web processes, for what must hold wherever a client is connected."""

import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pymongo import MongoClient

from server.settings import Settings
from tests.support import market as markets
from tests.support.market import Market


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pair(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    """Empty at first; `urls` are the addresses of each process alone."""
    name, folder = f"pair_{secrets.token_hex(6)}", tmp_path_factory.mktemp("pair")
    given = {variable.removeprefix("SOUK_").lower(): value for variable, value in servers.items()}
    own = {"mongo_database": name, "redis_prefix": f"{name}:", "search_index": name, "data_dir": folder}
    running = await markets.start(Settings.model_validate({**given, **own}), folder, webs=2)
    yield running
    await markets.stop(running)
    with MongoClient[dict[str, object]](servers["SOUK_MONGO_URL"]) as client:
        client.drop_database(name)
