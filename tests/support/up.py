"""A market as `python -m server up` brings it up: for tests of that, of the browser, and for benches."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 300


class Up:
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
        until(lambda: self._ready.exists() or self.process.poll() is not None, START_SECONDS)
        assert self._ready.exists(), self.said
        told: dict[str, Any] = json.loads(self._ready.read_text())
        return told

    def family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def brought_up(folder: Path, **variables: str) -> Iterator[Up]:
    folder.mkdir(exist_ok=True)
    market = Up(folder, **variables)
    try:
        yield market
    finally:
        family = market.family() if market.process.is_running() else []
        for process in family:
            process.kill()
        market.process.wait(10)


def until(true: Callable[[], object], seconds: float = 15) -> None:
    """Wait for something that has to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
