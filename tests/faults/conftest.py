"""A market that tests may hurt: two web processes and a worker of its own, on a Valkey of its own.

SOUK_FAULT_FOLLOWERS, SOUK_FAULT_PAUSE_SECONDS, SOUK_FAULT_REQUESTS and SOUK_FAULT_SOCKETS
make a longer or a shorter run.
"""

import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from pymongo import MongoClient

from server.local.processes import Process
from server.local.servers import LocalServers
from server.settings import Settings
from tests.support import market as markets
from tests.support.market import Market
from tests.support.proxy import Proxy, proxied


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The network of a stage lives in the loop of its module, so its tests must run there, too."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@dataclass(slots=True)
class Stage:
    """The market, the Valkey under it, and the network between the two."""

    market: Market
    valkey: LocalServers
    network: Proxy

    @property
    def redis_url(self) -> str:
        """The way around the network."""
        return self.valkey.environment["SOUK_REDIS_URL"]

    @contextmanager
    def paused(self, pid: int) -> Iterator[None]:
        """A process stands still meanwhile, with its connections open."""
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @property
    def valkey_pid(self) -> int:
        return self.valkey.children["valkey"].pid

    @staticmethod
    def kill(process: Process) -> None:
        """As the kernel kills: nothing is said, nothing is put away."""
        assert process.child
        process.child.kill()

    @staticmethod
    async def revive(process: Process) -> None:
        process.start()
        await process.ready()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(servers: dict[str, str], tmp_path_factory: Any) -> AsyncIterator[Stage]:
    name = f"faults_{secrets.token_hex(6)}"
    folder: Path = tmp_path_factory.mktemp("faults")
    async with AsyncExitStack() as stack:
        only = LocalServers(folder / "valkey", given={}, only={"valkey"}, report=lambda _: None)
        valkey = await stack.enter_async_context(only)
        address = urlsplit(valkey.environment["SOUK_REDIS_URL"])
        network = await stack.enter_async_context(proxied(str(address.hostname), address.port or 0))
        given = {variable.removeprefix("SOUK_").lower(): value for variable, value in servers.items()}
        own = {
            "mongo_database": name,
            "search_index": name,
            "data_dir": folder,
            "redis_url": f"redis://127.0.0.1:{network.port}/0",
        }
        market = await markets.start(Settings.model_validate({**given, **own}), folder, webs=2)
        yield Stage(market, valkey, network)
        await markets.stop(market)
    with MongoClient[dict[str, object]](servers["SOUK_MONGO_URL"]) as client:
        client.drop_database(name)
