"""A market with two web processes, for what must hold wherever a client is connected."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support import market as markets
from tests.support.market import Market


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pair(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    """Empty at first; `urls` are the addresses of each process alone."""
    async with markets.opened(servers, tmp_path_factory.mktemp("pair"), webs=2) as opened:
        yield opened
