"""A whole market for journeys: migrated, one web process and a worker, as child processes with logs to look at."""

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.local.processes import Process, run_once, souk
from server.settings import Settings

_TOLD = (
    "mongo_url", "mongo_database", "redis_url", "redis_prefix", "search_url", "search_key", "search_index",
    "objects_url", "objects_public_url", "objects_bucket", "objects_access_key", "objects_secret_key", "data_dir",
)  # fmt: skip


@dataclass(slots=True)
class Market:
    """Where it is reached, and what its web process has logged."""

    url: str
    environment: Mapping[str, str]
    web: Process
    worker: Process

    def mark(self) -> int:
        """Where the log ends now."""
        return self.web.log.stat().st_size

    def logged(self, since: int = 0) -> str:
        with self.web.log.open("rb") as file:
            file.seek(since)
            return file.read().decode(errors="replace")

    def log_lines(self, since: int = 0) -> list[dict[str, Any]]:
        """The structured lines of the log."""
        return [json.loads(line) for line in self.logged(since).splitlines() if line.startswith("{")]


async def start(settings: Settings, folder: Path, **more: str) -> Market:
    """Start it and wait until it answers."""
    port, own, metrics = (_free_port() for _ in range(3))
    environment = {
        **{f"SOUK_{name.upper()}": _text(getattr(settings, name)) for name in _TOLD},
        "SOUK_HOST": "127.0.0.1",
        "SOUK_PORT": str(port),
        "SOUK_OWN_PORT": str(own),
        "SOUK_DEMO_RATE": "0",
        "SOUK_LIMIT_FACTOR": "1000",
        **more,
    }
    await run_once("migrate", souk("migrate"), environment, folder / "migrate.log")
    web = Process("web", souk("web"), environment, folder / "web.log", f"http://127.0.0.1:{own}/readyz")
    worker = Process(
        "worker",
        souk("worker"),
        {**environment, "SOUK_METRICS_PORT": str(metrics)},
        folder / "worker.log",
        f"http://127.0.0.1:{metrics}/metrics",
    )
    market = Market(f"http://127.0.0.1:{port}", environment, web, worker)
    try:
        for process in (web, worker):
            process.start()
        await asyncio.gather(web.ready(), worker.ready())
    except BaseException:
        await stop(market)
        raise
    return market


async def stop(market: Market) -> None:
    await asyncio.gather(market.web.stop(), market.worker.stop())


def _text(value: object) -> str:
    secret = getattr(value, "get_secret_value", None)
    return str(secret() if secret else value)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
