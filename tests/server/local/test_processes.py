"""Processes that shall always run."""

import asyncio
import sys
import time
from pathlib import Path

import pytest

from server.local.processes import Process, ProcessFailed, run_once


def _process(tmp_path: Path, code: str, ready_url: str | None = None) -> Process:
    return Process("thing", [sys.executable, "-c", code], {}, tmp_path / "thing.log", ready_url)


async def _tended(process: Process, said: list[str]) -> None:
    deadline = time.monotonic() + 15
    while not process.tend(said.append):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_a_dead_process_comes_back_later_each_time(tmp_path: Path) -> None:
    process, said = _process(tmp_path, "raise SystemExit(3)"), list[str]()
    process.start()
    await _tended(process, said)
    await _tended(process, said)
    await process.stop()
    assert "exit code 3" in said[0]
    assert "in 0.5 s" in said[0]
    assert "in 1 s" in said[1]


async def test_a_process_that_was_stopped_stays_away(tmp_path: Path) -> None:
    process, said = _process(tmp_path, "import time; time.sleep(600)"), list[str]()
    process.start()
    await process.stop()
    assert not process.tend(said.append)
    assert said == []


async def test_a_process_that_ends_before_it_is_ready_says_why(tmp_path: Path) -> None:
    process = _process(tmp_path, "raise SystemExit('no such database')", "http://127.0.0.1:9/readyz")
    process.start()
    with pytest.raises(ProcessFailed, match="no such database"):
        await process.ready()


async def test_a_step_that_fails_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailed, match="migrate failed"):
        await run_once("migrate", [sys.executable, "-c", "raise SystemExit(1)"], {}, tmp_path / "log")
