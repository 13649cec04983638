"""Whole processes, wired as in production and run inside the test: ready when they say so, drained when they end."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from server.app import open_stores, serve_web, serve_worker
from server.local.ports import Ports
from server.settings import Settings
from server.stores.mongo.schema import Unfit
from server.upkeep import prepare
from tests.support.people import nobody
from tests.support.raw import RawClient
from tests.support.stores import drop_index

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """MongoDB's driver leaves the sockets of cancelled attempts to the collector: not to be met in other tests."""
    yield
    gc.collect()


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return Ports(tmp_path / "ports.json")


@pytest.fixture
async def prepared(settings: Settings, ports: Ports) -> AsyncIterator[Settings]:
    """Settings with free ports, over a database, an index and a bucket as `migrate` leaves them."""
    await prepare(settings)
    yield settings.model_copy(update={name: ports.take(name) for name in ("port", "own_port", "metrics_port")})
    async with open_stores(settings) as stores:
        await drop_index(stores)


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.request("GET", f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def test_a_web_process_serves_sockets_pages_and_its_health_on_both_ports(prepared: Settings) -> None:
    async with serve_web(prepared):
        for port in (prepared.port, prepared.own_port):
            assert (await get(port, "/livez"))[0] == 200
            assert (await get(port, "/readyz"))[0] == 200
            async with nobody(f"http://127.0.0.1:{port}") as client:
                assert (await client.ask("server:time", {}))["ok"]


MEASURED = (
    "souk_sockets souk_tasks souk_rooms souk_backlog_bytes souk_slow_readers_total souk_commits_total "
    "souk_commit_trips_total souk_redis_failures_total souk_recoveries_hit_total souk_recoveries_missed_total "
    "souk_replayed_total"
)


async def test_a_web_process_tells_what_it_does_and_nobody_else_may_ask(prepared: Settings) -> None:
    async with serve_web(prepared), nobody(f"http://127.0.0.1:{prepared.port}") as client:
        assert (await client.ask("server:time", {}))["ok"]
        _, text = await get(prepared.metrics_port, "/metrics")
        values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        assert values["souk_sockets"] == "1.0"
        assert values['souk_requests_total{event="server:time"}'] == "1.0"
        assert set(MEASURED.split()) <= values.keys()
        assert "souk_" not in (await get(prepared.port, "/metrics"))[1]


async def test_two_web_processes_share_a_port(prepared: Settings, ports: Ports) -> None:
    other = prepared.model_copy(update={"own_port": ports.take("its own"), "metrics_port": ports.take("its metrics")})
    async with serve_web(prepared), serve_web(other):
        for port in (prepared.port, prepared.own_port, other.own_port):
            assert (await get(port, "/livez"))[0] == 200


async def test_a_web_process_that_ends_sends_everybody_elsewhere_and_leaves_the_port(prepared: Settings) -> None:
    async with AsyncExitStack() as stack:
        process = serve_web(prepared)
        await process.__aenter__()
        client = await stack.enter_async_context(RawClient(f"http://127.0.0.1:{prepared.port}"))
        await client.connect()
        ending = asyncio.create_task(process.__aexit__(None, None, None))
        assert await client.closed() == 1001
        assert "server:draining" in [name for name, _ in client.pushes]
        await ending
    with pytest.raises(aiohttp.ClientConnectorError):
        await get(prepared.port, "/livez")


async def test_a_worker_tells_what_it_does(prepared: Settings) -> None:
    async with serve_worker(prepared):
        status, text = await get(prepared.metrics_port, "/metrics")
    assert status == 200
    assert "souk_" in text


@pytest.mark.parametrize("serve", [serve_web, serve_worker])
async def test_nothing_starts_on_a_database_that_was_not_prepared(settings: Settings, serve: Any) -> None:
    with pytest.raises(Unfit, match="migrate"):
        async with serve(settings):
            raise AssertionError("started")
