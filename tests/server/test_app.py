"""The composition root: parts start in order, stop without a trace, and refuse a world they cannot work in."""

import socket
from pathlib import Path

import aiohttp
import pytest

from server import app
from server.local.processes import ProcessFailed
from server.settings import Settings
from server.stores.mongo import schema
from tests.support import market as markets


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _status(port: int, path: str) -> int:
    async with aiohttp.request("GET", f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status


async def test_a_web_process_serves_until_it_is_left_and_then_no_more(settings: Settings) -> None:
    own, metrics = _free_port(), _free_port()
    listening = settings.model_copy(update={"own_port": own, "metrics_port": metrics, "drain_seconds": 0})
    await app.prepare(listening)
    async with app.serve_web(listening):
        assert await _status(own, "/livez") == 200
        assert await _status(own, "/readyz") == 200
        assert await _status(metrics, "/metrics") == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await _status(own, "/livez")


async def test_nothing_runs_on_a_database_that_was_not_prepared(settings: Settings) -> None:
    with pytest.raises(schema.Unfit):
        async with app.serve_web(settings):
            raise AssertionError("it served")
    with pytest.raises(schema.Unfit):
        async with app.serve_worker(settings):
            raise AssertionError("it worked")


async def test_preparing_twice_changes_nothing(settings: Settings) -> None:
    await app.prepare(settings)
    await app.prepare(settings)
    async with app.open_stores(settings) as stores:
        await schema.demand(stores.mongo, stores.database)


@pytest.mark.parametrize(
    ("variable", "address"),
    [("SOUK_MONGO_URL", "mongodb://127.0.0.1:1/?replicaSet=souk"), ("SOUK_REDIS_URL", "redis://127.0.0.1:1/0")],
)
async def test_a_store_that_is_away_at_the_start_is_named_in_a_sentence(
    settings: Settings, tmp_path: Path, variable: str, address: str
) -> None:
    await app.prepare(settings)
    with pytest.raises(ProcessFailed) as failure:
        await markets.start(settings, tmp_path, webs=1, **{variable: address})
    assert "Error: " in str(failure.value)
    assert variable in str(failure.value)
    assert "Traceback" not in str(failure.value)
