"""A replica set of three for tests: its primary is killed as by a crash, and another one is elected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import AutoReconnect

from server.local.children import Child
from server.local.fetch import obtain
from server.local.mongod import REPLICA_SET, Mongod
from server.local.parts import PARTS
from tests.support.ports import free_ports
from tests.support.waiting import until

MEMBERS = 3
ELECTION_MS = 2_000
"""How long the others wait for a primary that is silent."""


class Replicas:
    """Three mongods on loopback, each with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        (part,) = (part for part in PARTS if part.name == "mongod")
        self._program = obtain([part], lambda _: None)["mongod"]
        self._folder = folder
        self._ports = free_ports(MEMBERS)
        self._children: dict[int, Child] = {}

    @property
    def url(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self._ports)
        return f"mongodb://{hosts}/?replicaSet={REPLICA_SET}"

    async def open(self) -> None:
        for port in self._ports:
            self._start(port)
        members = [{"_id": place, "host": f"127.0.0.1:{port}"} for place, port in enumerate(self._ports)]
        settings = {"electionTimeoutMillis": ELECTION_MS}

        async def all_answer() -> bool:
            return all([await self._answers(port) for port in self._ports])

        await until(all_answer, seconds=60)
        async with _direct(self._ports[0]) as client:
            config = {"_id": REPLICA_SET, "members": members, "settings": settings}
            await client.admin.command("replSetInitiate", config)
        await self.primary()

    async def close(self) -> None:
        await asyncio.gather(*(child.stop() for child in self._children.values()))

    async def crash(self) -> None:
        """The primary dies; it comes back as one of the others, once they have elected another."""
        old = await self.primary()
        self._children[old].kill()
        assert await self.primary() != old
        self._start(old)

    @asynccontextmanager
    async def losing_the_primary(self) -> AsyncIterator[None]:
        """The others are down while it goes on; then it dies, and they go on without it."""
        old = await self.primary()
        others = [port for port in self._ports if port != old]
        for port in others:
            self._children[port].kill()
        try:
            yield
        finally:
            self._children[old].kill()
            for port in others:
                self._start(port)
        await self.primary()
        self._start(old)

    async def primary(self) -> int:
        """Wait until there is one; gives its port."""
        found: list[int] = []

        async def is_elected() -> bool:
            alive = [port for port, child in self._children.items() if child.exit_code is None]
            found[:] = [port for port in alive if await self._answers(port, "isWritablePrimary")]
            return bool(found)

        await until(is_elected, seconds=60)
        return found[0]

    async def _answers(self, port: int, with_what: str = "ok") -> bool:
        async with _direct(port) as client:
            try:
                return bool((await client.admin.command("hello"))[with_what])
            except AutoReconnect:
                return False

    def _start(self, port: int) -> None:
        member = Mongod(self._folder / str(port), cache_gigabytes=0.25)
        command = member.command(self._program.path, [port])
        log = self._folder / f"{port}.log"
        self._children[port] = Child("mongod", command, log=log, environment=self._program.environment)


@asynccontextmanager
async def replicas_in(folder: Path) -> AsyncIterator[Replicas]:
    replicas = Replicas(folder)
    try:
        await replicas.open()
        yield replicas
    finally:
        await replicas.close()


def _direct(port: int) -> AsyncMongoClient[dict[str, Any]]:
    return AsyncMongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true", serverSelectionTimeoutMS=500)
