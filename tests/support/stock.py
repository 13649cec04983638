"""The stock `socket.io-client` under Node, led from a test: what it is told to do, and all that happens to it."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.rules.sources import ROOT
from tests.support.waiting import until

_PACKAGES = ROOT / "frontend" / "package.json"
_PROGRAM = Path(__file__).with_name("stock_client.mjs")


class StockClient:
    """`happened` are the lines that the client wrote, oldest first."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = 0
        self.happened: list[dict[str, Any]] = []

    async def listen(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self.happened.append(json.loads(line))

    def tell(self, do: str, **more: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")

    def leave(self) -> None:
        """Nothing to read ends the program."""
        assert self._process.stdin
        self._process.stdin.close()

    async def open(self, url: str, **options: Any) -> None:
        """Connect and be greeted."""
        self.tell("open", url=url, options=options)
        await until(lambda: bool(self.pushes("server:ready")))

    def send(self, event: str, body: dict[str, Any], *, seconds: float | None = None) -> int:
        """Emit without waiting for the ack; gives the number under which it is found later."""
        self._numbers += 1
        self.tell("ask", number=self._numbers, event=event, body=body, timeout=seconds and seconds * 1000)
        return self._numbers

    async def answer(self, number: int) -> dict[str, Any]:
        """The ack of what was sent, as `{error, ack}`."""
        await until(lambda: bool(self._acks(number)))
        return self._acks(number)[0]

    async def ask(self, event: str, body: dict[str, Any]) -> Any:
        """Emit and wait for the ack; gives its data."""
        answer = await self.answer(self.send(event, body))
        assert answer["ack"]["ok"], answer
        return answer["ack"]["data"]

    async def come_back(self, url: str | None = None, *, lost: Callable[[], None] | None = None) -> bool:
        """Lose the connection, connect again by itself, perhaps elsewhere; whether it was recovered.

        `lost` is called while the client is away.
        """
        known = len(self.all("connect"))
        self.tell("drop", url=url)
        if lost:
            lost()
        return await self.back(known)

    async def back(self, known: int) -> bool:
        """Wait for a connection more than were known; whether it was recovered."""
        await until(lambda: len(self.all("connect")) > known)
        await until(lambda: len(self.pushes("server:ready")) > known)
        recovered: bool = self.all("connect")[known]["recovered"]
        return recovered

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [it for it in self.happened if it["kind"] == kind]

    def pushes(self, name: str) -> list[Any]:
        """The objects of all pushes of a name, in order."""
        return [it["args"][0] for it in self.all("push") if it["name"] == name]

    def sent(self, event: str) -> int:
        """How often an event left the client, repeats included."""
        return len([it for it in self.all("sent") if f'["{event}"' in it["data"]])

    def _acks(self, number: int) -> list[dict[str, Any]]:
        return [it for it in self.all("ack") if it["number"] == number]


@asynccontextmanager
async def stock_client() -> AsyncIterator[StockClient]:
    """One, not connected yet."""
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert node, "Node comes with the development requirements"
    process = await asyncio.create_subprocess_exec(
        node, str(_PROGRAM), str(_PACKAGES), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    client = StockClient(process)
    listening = asyncio.create_task(client.listen())
    try:
        yield client
    finally:
        client.leave()
        await process.wait()
        await listening
