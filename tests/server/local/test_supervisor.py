"""`up` as a person and a program meet it: one process that brings everything, and leaves nothing behind."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

_START_SECONDS = 90
_FIELDS = {"url", "ws_url", "webs", "worker_pids", "metrics_url", "mongo_url", "redis_url", "search_url"} | {
    "objects_url",
    "logins",
}


class Market:
    """One `python -m server up` and what it has written."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self._ready = folder / "ready.json"
        self._ready.unlink(missing_ok=True)  # a killed one left its own
        self._output = folder / "output"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}
        own = {
            "SOUK_DATA_DIR": str(folder / "data"),
            "SOUK_READY_FILE": str(self._ready),
            "SOUK_DEMO_LISTINGS": "0",
            "SOUK_DEMO_RATE": "0",
            "SOUK_WEB_PROCESSES": "1",
        }
        cache = {"SOUK_CACHE_DIR": os.environ["SOUK_CACHE_DIR"]} if "SOUK_CACHE_DIR" in os.environ else {}
        with self._output.open("wb") as output:
            self.process = psutil.Popen(
                [sys.executable, "-m", "server", "up"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**clean, **cache, **own, **variables},
            )

    @property
    def said(self) -> str:
        return self._output.read_text()

    def ready(self) -> dict[str, Any]:
        """What the ready file says, as soon as it is there."""
        _until(lambda: self._ready.exists() or self.process.poll() is not None, _START_SECONDS)
        assert self._ready.exists(), self.said
        told: dict[str, Any] = json.loads(self._ready.read_text())
        return told

    def family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def _market(folder: Path, **variables: str) -> Iterator[Market]:
    folder.mkdir(exist_ok=True)
    market = Market(folder, **variables)
    try:
        yield market
    finally:
        family = market.family() if market.process.is_running() else []
        for process in family:
            process.kill()
        market.process.wait(10)


def _until(true: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def beside(servers: dict[str, str]) -> dict[str, str]:
    """Variables that make `up` use the shared servers, and its own corner of them."""
    name = f"test_{secrets.token_hex(6)}"
    corner = {"SOUK_MONGO_DATABASE": name, "SOUK_REDIS_PREFIX": f"{name}:", "SOUK_SEARCH_INDEX": name}
    return {**servers, **corner, "SOUK_WEB_PROCESSES": "2"}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, beside: dict[str, str]) -> Iterator[Market]:
    """One market for all tests that can share it."""
    folder = tmp_path_factory.mktemp("market")
    with _market(folder, **{**beside, "SOUK_DATA_DIR": str(folder / "data")}) as running:
        running.ready()
        yield running


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_is_whole(tmp_path: Path) -> None:
    for end, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 0)):
        with _market(tmp_path) as market:
            assert market.ready().keys() >= _FIELDS
            family = market.family()
            assert len(family) == 7  # itself, four servers, web, worker
            market.process.send_signal(end)
            psutil.wait_procs(family, 30)
            assert not any(map(_lives, family))
            assert market.process.wait(1) == code


def test_logins_are_told_with_their_part_in_the_market(market: Market) -> None:
    logins = market.ready()["logins"]
    assert {login["role"] for login in logins} == {"seller", "buyer", "moderator", "admin"}
    assert all(login["handle"] in market.said for login in logins)


async def test_metrics_of_all_processes_stand_on_one_page(market: Market) -> None:
    ready = market.ready()
    async with aiohttp.ClientSession() as session, session.get(ready["metrics_url"]) as answer:
        page = await answer.text()
    assert len(ready["webs"]) == 2
    for process in ("web-1", "web-2"):
        assert f'souk_sockets{{process="{process}"}}' in page


def test_a_dead_web_process_comes_back_and_the_ready_file_says_so(market: Market) -> None:
    before = market.ready()["webs"][0]
    os.kill(before["pid"], signal.SIGKILL)
    _until(lambda: market.ready()["webs"][0]["pid"] != before["pid"])
    assert market.ready()["webs"][0]["ws_url"] == before["ws_url"]
    assert "web-1 ended (signal 9)" in market.said


def test_two_checkouts_run_side_by_side(market: Market, tmp_path: Path, beside: dict[str, str]) -> None:
    with _market(tmp_path, **{**beside, "SOUK_DATA_DIR": str(tmp_path / "data")}) as other:
        addresses = [told[field] for told in (market.ready(), other.ready()) for field in ("url", "metrics_url")]
        assert len(set(addresses)) == 4


def test_a_taken_port_is_refused_with_the_variable_to_set(
    market: Market, tmp_path: Path, beside: dict[str, str]
) -> None:
    port = market.ready()["url"].rpartition(":")[2]
    taken = {**beside, "SOUK_DATA_DIR": str(tmp_path / "data"), "SOUK_PORT": port}
    with _market(tmp_path, **taken) as refused:
        assert refused.process.wait(_START_SECONDS) == 1
        assert f"Port {port} is taken; set SOUK_PORT" in refused.said


def _lives(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
