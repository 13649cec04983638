"""`up` as a person and a program meet it: one process that brings everything, and leaves nothing behind."""

import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from server.local import RUNNING
from tests.support.up import START_SECONDS, Up, brought_up, until

_FIELDS = {"url", "ws_url", "webs", "worker_pids", "metrics_url", "mongo_url", "redis_url", "search_url"} | {
    "objects_url",
    "sandbox_url",
    "logins",
}

pytestmark = pytest.mark.timeout(400)  # a start takes seconds, minutes where a machine is busy or fetches first


@pytest.fixture(scope="module")
def beside(servers: dict[str, str]) -> dict[str, str]:
    """Variables that make `up` use the shared servers, and its own corner of them."""
    name = f"test_{secrets.token_hex(6)}"
    corner = {"SOUK_MONGO_DATABASE": name, "SOUK_REDIS_PREFIX": f"{name}:", "SOUK_SEARCH_INDEX": name}
    return {**servers, **corner, "SOUK_WEB_PROCESSES": "2"}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, beside: dict[str, str]) -> Iterator[Up]:
    """One market for all tests that can share it."""
    folder = tmp_path_factory.mktemp("market")
    with brought_up(folder, **{**beside, "SOUK_DATA_DIR": str(folder / "data")}) as running:
        running.ready()
        yield running


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_is_whole(tmp_path: Path) -> None:
    for end, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 0)):
        with brought_up(tmp_path) as market:
            assert market.ready().keys() >= _FIELDS
            family = market.family()
            assert len(family) == 8  # itself, four servers, web, worker, sandbox gateway
            market.process.send_signal(end)
            psutil.wait_procs(family, 30)
            assert not any(map(_lives, family))
            assert market.process.wait(1) == code


def test_who_asks_twice_to_stop_waits_for_nothing_and_nothing_is_left(tmp_path: Path, beside: dict[str, str]) -> None:
    with brought_up(tmp_path, **{**beside, "SOUK_DATA_DIR": str(tmp_path / "data")}) as market:
        market.ready()
        family = market.family()
        market.process.send_signal(signal.SIGINT)
        until(lambda: "Stopping" in market.said)
        market.process.send_signal(signal.SIGINT)
        psutil.wait_procs(family, 30)
        assert not any(map(_lives, family))
        assert market.process.wait(1) == 130
        assert not (tmp_path / "ready.json").exists()
        assert not (tmp_path / "data" / RUNNING).exists()


def test_logins_are_told_with_their_part_in_the_market(market: Up) -> None:
    logins = market.ready()["logins"]
    assert {login["role"] for login in logins} == {"seller", "buyer", "moderator", "admin"}
    assert all(login["handle"] in market.said for login in logins)


async def test_the_sandbox_gateway_is_open_and_said_to_be_one(market: Up) -> None:
    url = market.ready()["sandbox_url"]
    async with aiohttp.ClientSession() as session, session.get(f"{url}/livez") as answer:
        assert answer.status == 200
    assert f"{url} (sandbox, no real money)" in market.said


async def test_metrics_of_all_processes_stand_on_one_page(market: Up) -> None:
    ready = market.ready()
    async with aiohttp.ClientSession() as session, session.get(ready["metrics_url"]) as answer:
        page = await answer.text()
    assert len(ready["webs"]) == 2
    for process in ("web-1", "web-2"):
        assert f'souk_sockets{{process="{process}"}}' in page


def test_a_dead_web_process_comes_back_and_the_ready_file_says_so(market: Up) -> None:
    before = market.ready()["webs"][0]
    os.kill(before["pid"], signal.SIGKILL)
    until(lambda: market.ready()["webs"][0]["pid"] != before["pid"])
    assert market.ready()["webs"][0]["ws_url"] == before["ws_url"]
    assert "web-1 ended (signal 9)" in market.said


def test_two_checkouts_run_side_by_side(market: Up, tmp_path: Path, beside: dict[str, str]) -> None:
    with brought_up(tmp_path, **{**beside, "SOUK_DATA_DIR": str(tmp_path / "data")}) as other:
        addresses = [told[field] for told in (market.ready(), other.ready()) for field in ("url", "metrics_url")]
        assert len(set(addresses)) == 4


def test_a_second_one_in_the_same_folder_is_refused_and_leaves_the_first_its_files(
    market: Up, tmp_path: Path, beside: dict[str, str]
) -> None:
    told, running = market.ready(), market.folder / "data" / RUNNING
    same = {"SOUK_DATA_DIR": str(market.folder / "data"), "SOUK_READY_FILE": str(market.folder / "ready.json")}
    with brought_up(tmp_path, **{**beside, **same}) as refused:
        assert refused.process.wait(START_SECONDS) == 1
        assert "in use by another Souk; set SOUK_DATA_DIR" in refused.said
    assert market.ready() == told
    assert told["mongo_url"] in running.read_text()


def test_a_taken_port_is_refused_with_the_variable_to_set(market: Up, tmp_path: Path, beside: dict[str, str]) -> None:
    port = market.ready()["url"].rpartition(":")[2]
    taken = {**beside, "SOUK_DATA_DIR": str(tmp_path / "data"), "SOUK_PORT": port}
    with brought_up(tmp_path, **taken) as refused:
        assert refused.process.wait(START_SECONDS) == 1
        assert f"Port {port} is taken; set SOUK_PORT" in refused.said


def _lives(process: psutil.Process) -> bool:
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
