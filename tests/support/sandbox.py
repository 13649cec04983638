"""A sandbox gateway as a process of its own, and what a test asks of it: to pay like a buyer, and to go wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from server.local.processes import Process, souk
from server.sandbox.keys import SandboxKeys
from tests.support.ports import free_ports


class Sandbox:
    """Reached through its control addresses; the market reaches it through its gateway alone."""

    def __init__(self, url: str, process: Process, keys: SandboxKeys) -> None:
        self.url, self.process, self._keys = url, process, keys

    def environment(self, market: str) -> dict[str, str]:
        """What a market at this address has to be told."""
        return self._keys.environment(self.url, market)

    async def ask(self, what: str, **body: Any) -> Any:
        async with aiohttp.ClientSession(self.url) as http, http.post(f"/control/{what}", json=body) as answer:
            return await answer.json()

    async def go_wrong(self, **faults: Any) -> None:
        await self.ask("faults", **faults)

    async def behave(self) -> None:
        """All is well again."""
        await self.go_wrong(duplicate=1, delay=0, reorder=False, forge=False, drop=0, lose_acks=0, lose_replies=0)

    async def pay(self, cashier_url: str, *, late: bool = False) -> Any:
        return await self.ask("pay", url=cashier_url, late=late)

    async def book(self) -> list[dict[str, Any]]:
        """All money that came and went."""
        return await self._look("book")

    async def notices(self) -> list[dict[str, Any]]:
        return await self._look("notices")

    async def _look(self, what: str) -> list[dict[str, Any]]:
        async with aiohttp.ClientSession(self.url) as http, http.get(f"/control/{what}") as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found


@asynccontextmanager
async def sandbox_in(folder: Path, *, factor: float = 0.001, port: int = 0) -> AsyncIterator[Sandbox]:
    """Running until the end; `factor` makes the pauses between notices short."""
    port = port or free_ports(1)[0]
    url = f"http://127.0.0.1:{port}"
    environment = {
        "SOUK_DATA_DIR": str(folder),
        "SOUK_SANDBOX_PORT": str(port),
        "SOUK_SANDBOX_NOTIFY_FACTOR": str(factor),
    }
    process = Process("sandbox", souk("sandbox"), environment, folder / "sandbox.log", f"{url}/livez", grace=2.0)
    process.start()
    try:
        await process.ready()
        yield Sandbox(url, process, SandboxKeys.of(folder))
    finally:
        await process.stop()
