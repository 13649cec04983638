"""The real servers on this machine, as one thing that is started and stopped: for `up`, and for tests."""

import asyncio
import fcntl
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol, Self

from server.local import fetch
from server.local.children import Child
from server.local.keys import Keys
from server.local.meilisearch import Meilisearch
from server.local.mongod import Mongod
from server.local.parts import PARTS
from server.local.ports import Ports
from server.local.seaweedfs import SeaweedFS
from server.local.valkey import Valkey
from server.priority import give_way

_START_SECONDS = 60
_TRIES = 3
_ALL = tuple(part.name for part in PARTS)


class StartFailed(Exception):
    """A server did not come up; the message carries its last words."""


class Server(Protocol):
    """One kind of server: how it is run, when it is ready, what its clients must know."""

    name: str
    ports: Sequence[str]
    grace: float
    """Seconds it gets to end by itself."""
    niceness: int
    """How far it gives way to whoever waits for an answer."""

    def command(self, program: str, ports: Sequence[int]) -> list[str]: ...

    async def prepare(self, ports: Sequence[int]) -> None:
        """Return once it serves and is set up; called before it answers, cancelled at the deadline."""

    def leftovers(self, ports: Sequence[int], /) -> Iterable[Path]:
        """Files outside the data folder that it does not remove itself."""

    def environment(self, ports: Sequence[int]) -> dict[str, str]: ...


class LocalServers:
    """Starts what the environment does not name already; not bound to an event loop.

    async with LocalServers(Path(".souk")) as servers:
        settings = Settings(**...)  # or a child process with servers.environment
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        given: Mapping[str, str] = os.environ,
        only: Collection[str] = _ALL,
        mongo_cache_gigabytes: float = 1.0,
        report: fetch.Report = print,
    ) -> None:
        self._data = data_dir.resolve()
        self._report = report
        keys = Keys.of(self._data)
        bucket = given.get("SOUK_OBJECTS_BUCKET", "souk")
        servers: tuple[Server, ...] = (
            Mongod(self._data / "mongod", cache_gigabytes=mongo_cache_gigabytes),
            Valkey(self._data / "valkey"),
            Meilisearch(self._data / "meilisearch", key=keys.search),
            SeaweedFS(
                self._data / "seaweedfs",
                bucket=bucket,
                access_key=keys.objects_access,
                secret_key=keys.objects_secret,
            ),
        )
        unneeded = {part.name for part in PARTS if given.get(part.variable)}
        self._servers = {server.name: server for server in servers if server.name in set(only) - unneeded}
        self._ports = Ports(self._data / "ports.json")
        self._programs: dict[str, fetch.Program] = {}
        self._taken: dict[str, list[int]] = {}
        self.children: dict[str, Child] = {}
        self._holds = ExitStack()
        self._is_ours = False

    @property
    def environment(self) -> dict[str, str]:
        """SOUK_* variables of everything that was started."""
        variables = {"SOUK_DATA_DIR": str(self._data)}
        for name, server in self._servers.items():
            variables |= server.environment(self._taken[name])
        return variables

    def fetch(self) -> None:
        """Have all programs at hand; takes minutes the first time, so call it where Ctrl-C works as usual."""
        if not self._programs:
            parts = [part for part in PARTS if part.name in self._servers]
            self._programs = fetch.obtain(parts, self._report)

    def claim(self) -> None:
        """Make the data folder ours until the servers are stopped: two sets of servers on one would destroy it."""
        self._data.mkdir(parents=True, exist_ok=True)
        lock = self._holds.enter_context((self._data / "lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._holds.close()
            raise StartFailed(f"{self._data} is in use by another Souk; set SOUK_DATA_DIR to another folder.") from None
        self._is_ours = True

    async def __aenter__(self) -> Self:
        if not self._is_ours:
            self.claim()
        try:
            self.fetch()
            async with asyncio.TaskGroup() as starts:
                for name in self._servers:
                    starts.create_task(self.start(name))
        except BaseException as problem:
            await self.__aexit__()
            if isinstance(problem, BaseExceptionGroup):
                raise problem.exceptions[0] from None
            raise
        return self

    async def __aexit__(self, *problem: object) -> None:
        await asyncio.gather(*(self.stop(name) for name in self.children))
        self._holds.close()
        self._is_ours = False

    async def start(self, name: str) -> None:
        """Start one server and wait until it is ready; also how a dead one comes back, on its old ports."""
        for attempt in range(1, _TRIES + 1):
            try:
                await self._start_once(name)
                return
            except StartFailed as failure:
                if attempt == _TRIES or "address already in use" not in str(failure).lower():
                    raise
                for port in self._servers[name].ports:
                    self._ports.change(port)

    async def _start_once(self, name: str) -> None:
        server, program = self._servers[name], self._programs[name]
        ports = self._taken[name] = [self._ports.take(port) for port in server.ports]
        command = server.command(program.path, ports)
        log = self._data / "logs" / f"{name}.log"
        child = self.children[name] = Child(name, command, log=log, environment=program.environment)
        give_way(server.niceness, child.pid)
        ready = asyncio.create_task(server.prepare(ports))
        deadline = time.monotonic() + _START_SECONDS
        while not ready.done() and child.exit_code is None and time.monotonic() < deadline:
            await asyncio.wait({ready}, timeout=0.1)
        if ready.done():
            await ready
            return
        ready.cancel()
        await asyncio.wait({ready})
        await child.stop(grace=2)
        raise StartFailed(
            f"{name} did not start (exit code {child.exit_code}). The end of {log}:\n{child.last_words()}"
        )

    async def stop(self, name: str) -> None:
        await self.children[name].stop(self._servers[name].grace)
        for file in self._servers[name].leftovers(self._taken[name]):
            file.unlink(missing_ok=True)

    def kill(self, name: str) -> None:
        """End one server at once, as a crash would."""
        self.children[name].kill()
