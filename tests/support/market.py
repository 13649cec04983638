"""A whole market for journeys: migrated, web processes and a worker, as child processes with logs to look at."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from pymongo import MongoClient

from server.local.processes import Process, run_once, souk
from server.settings import Settings
from tests.support.ports import free_ports

_TOLD = (
    "mongo_url", "mongo_database", "redis_url", "redis_prefix", "search_url", "search_key", "search_index",
    "objects_url", "objects_bucket", "objects_access_key", "objects_secret_key", "data_dir",
)  # fmt: skip


@dataclass(slots=True)
class Market:
    """Where it is reached, and what its first web process has logged.

    `urls` are the addresses of each web process alone, `figures` those of their metrics.
    """

    url: str
    environment: Mapping[str, str]
    webs: Sequence[Process]
    worker: Process
    urls: Sequence[str]
    figures: Sequence[str]

    @property
    def web(self) -> Process:
        return self.webs[0]

    async def figure(self, place: int, name: str) -> float:
        """A figure of one web process, by its name in the metrics."""
        async with aiohttp.ClientSession() as http, http.get(self.figures[place]) as answer:
            families = text_string_to_metric_families(await answer.text())
            return sum(sample.value for family in families for sample in family.samples if sample.name == name)

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


Told = Callable[[str], Mapping[str, str]]
"""What a market at this address is told besides."""
Program = Callable[..., Sequence[str]]
"""The command line of one of its commands."""


async def start(
    settings: Settings, folder: Path, *, webs: int = 1, told: Told = lambda _: {}, program: Program = souk, **more: str
) -> Market:
    """Start it, with so many web processes, and wait until it answers."""
    port, metrics, *own = free_ports(2 + 2 * webs)
    environment = {
        **{f"SOUK_{name.upper()}": _text(getattr(settings, name)) for name in _TOLD},
        "SOUK_HOST": "127.0.0.1",
        "SOUK_PORT": str(port),
        "SOUK_DEMO_RATE": "0",
        "SOUK_LIMIT_FACTOR": "1000",
        **told(f"http://127.0.0.1:{port}"),
        **more,
    }
    await run_once("migrate", souk("migrate"), environment, folder / "migrate.log")
    ports = [own[2 * number : 2 * number + 2] for number in range(webs)]
    processes = [_web(number, program("web"), environment, folder, *its) for number, its in enumerate(ports)]
    worker = Process(
        "worker",
        program("worker"),
        {**environment, "SOUK_METRICS_PORT": str(metrics)},
        folder / "worker.log",
        f"http://127.0.0.1:{metrics}/metrics",
    )
    market = Market(
        f"http://127.0.0.1:{port}",
        environment,
        processes,
        worker,
        [f"http://127.0.0.1:{its_own}" for its_own in own[::2]],
        [f"http://127.0.0.1:{its_metrics}/metrics" for its_metrics in own[1::2]],
    )
    try:
        for process in (*processes, worker):
            process.start()
        await asyncio.gather(*(process.ready() for process in (*processes, worker)))
    except BaseException:
        await stop(market)
        raise
    return market


@asynccontextmanager
async def opened(
    servers: Mapping[str, str], folder: Path, *, webs: int = 1, told: Told = lambda _: {}, program: Program = souk
) -> AsyncIterator[Market]:
    """A market on the shared servers with a database, key prefix and index of its own, empty at first."""
    name = f"market_{secrets.token_hex(6)}"
    given = {variable.removeprefix("SOUK_").lower(): value for variable, value in servers.items()}
    own = {"mongo_database": name, "redis_prefix": f"{name}:", "search_index": name, "data_dir": folder}
    own["objects_bucket"] = name.replace("_", "-")
    market = await start(Settings.model_validate({**given, **own}), folder, webs=webs, told=told, program=program)
    try:
        yield market
    finally:
        await stop(market)
        with MongoClient[dict[str, object]](servers["SOUK_MONGO_URL"]) as client:
            client.drop_database(name)


async def stop(market: Market) -> None:
    await asyncio.gather(*(process.stop() for process in (*market.webs, market.worker)))


def _web(
    number: int, command: Sequence[str], environment: Mapping[str, str], folder: Path, own: int, metrics: int
) -> Process:
    """The first one's log is `web.log`, whatever their number."""
    log = folder / (f"web-{number}.log" if number else "web.log")
    ports = {"SOUK_OWN_PORT": str(own), "SOUK_METRICS_PORT": str(metrics)}
    return Process("web", command, {**environment, **ports}, log, f"http://127.0.0.1:{own}/readyz")


def _text(value: object) -> str:
    secret = getattr(value, "get_secret_value", None)
    return str(secret() if secret else value)
