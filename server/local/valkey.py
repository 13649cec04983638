"""Valkey: nothing of it has to survive, so it keeps nothing on disk unless asked to."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as NoConnection


class Valkey:
    name = "valkey"
    ports: Sequence[str] = ("valkey",)
    grace = 5.0
    niceness = 0

    def __init__(self, data: Path, *, append_only: bool = False) -> None:
        self._data = data
        self._append_only = append_only

    def command(self, program: str, ports: Sequence[int]) -> list[str]:
        self._data.mkdir(parents=True, exist_ok=True)
        listen = ["--port", str(ports[0]), "--bind", "127.0.0.1"]
        keep = ["--dir", str(self._data), "--save", "", "--appendonly", "yes" if self._append_only else "no"]
        return [program, *listen, *keep]

    async def prepare(self, ports: Sequence[int]) -> None:
        async with Redis(host="127.0.0.1", port=ports[0], retry=Retry(NoBackoff(), 0)) as client:
            while True:
                try:
                    await client.ping()
                    return
                except (NoConnection, BusyLoadingError):
                    await asyncio.sleep(0.05)

    def leftovers(self, _ports: Sequence[int], /) -> Iterable[Path]:
        return ()

    def environment(self, ports: Sequence[int]) -> dict[str, str]:
        return {"SOUK_REDIS_URL": f"redis://127.0.0.1:{ports[0]}/0"}
