"""Meilisearch with a master key of its own."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp

from server.priority import INDEX_NICENESS


class Meilisearch:
    name = "meilisearch"
    ports: Sequence[str] = ("meilisearch",)
    grace = 5.0
    niceness = INDEX_NICENESS

    def __init__(self, data: Path, *, key: str) -> None:
        self._data = data
        self._key = key

    def command(self, program: str, ports: Sequence[int]) -> list[str]:
        self._data.mkdir(parents=True, exist_ok=True)
        listen = ["--http-addr", f"127.0.0.1:{ports[0]}", "--env", "development", "--no-analytics"]
        keep = ["--db-path", str(self._data / "data.ms"), "--dump-dir", str(self._data / "dumps")]
        limits = ["--max-indexing-threads", "1", "--max-indexing-memory", "512MiB", "--log-level", "WARN"]
        return [program, *listen, *keep, *limits, f"--master-key={self._key}"]

    async def prepare(self, ports: Sequence[int]) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError):
                    async with session.get(f"http://127.0.0.1:{ports[0]}/health") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)

    def leftovers(self, _ports: Sequence[int], /) -> Iterable[Path]:
        return ()

    def environment(self, ports: Sequence[int]) -> dict[str, str]:
        return {"SOUK_SEARCH_URL": f"http://127.0.0.1:{ports[0]}", "SOUK_SEARCH_KEY": self._key}
