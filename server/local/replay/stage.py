"""A market of its own for a replay: fresh servers, one web process and a worker, in dollars and without limits."""

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from server.local.ports import Ports
from server.local.processes import Process, run_once, souk
from server.local.servers import LocalServers
from server.settings import Settings

Report = Callable[[str], None]
CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the market is reached, and what it was told."""

    url: str
    settings: Settings


@asynccontextmanager
async def built(report: Report) -> AsyncIterator[Stage]:
    """Up when this enters; servers, processes and files are gone when it leaves."""
    with tempfile.TemporaryDirectory(prefix="souk-replay-", ignore_cleanup_errors=True) as folder:
        given = {name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}
        servers = LocalServers(Path(folder), given=given, mongo_cache_gigabytes=0.5, report=report)
        report("starting servers ...")
        async with servers, _market(Path(folder), servers.environment) as stage:
            yield stage


@asynccontextmanager
async def _market(folder: Path, servers: Mapping[str, str]) -> AsyncIterator[Stage]:
    ports = Ports(folder / "process-ports.json")
    port = ports.take("web")
    told = {
        **servers,
        "SOUK_HOST": "127.0.0.1",
        "SOUK_PORT": str(port),
        "SOUK_OWN_PORT": "0",
        "SOUK_CURRENCY": CURRENCY,
        "SOUK_LIMIT_FACTOR": "1000000",
        "SOUK_DEMO_RATE": "0",
        "SOUK_DRAIN_SECONDS": "1",
        "SOUK_LOG_LEVEL": "warning",
    }
    await run_once("migrate", souk("migrate"), told, folder / "migrate.log")
    url = f"http://127.0.0.1:{port}"
    web = {**told, "SOUK_METRICS_PORT": str(ports.take("web-metrics"))}
    worker = {**told, "SOUK_METRICS_PORT": str(ports.take("worker-metrics"))}
    processes = (
        Process("web", souk("web"), web, folder / "web.log", f"{url}/livez", 3.0),
        Process("worker", souk("worker"), worker, folder / "worker.log", None, 3.0),
    )
    try:
        for process in processes:
            process.start()
            await process.ready()
        settings = {name.removeprefix("SOUK_").lower(): value for name, value in told.items()}
        yield Stage(url, Settings.model_validate(settings))
    finally:
        for process in processes:
            await process.stop()
