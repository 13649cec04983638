"""What a run stands on: real servers, the worker, and lanes, each a server under measurement and its load."""

import asyncio
import itertools
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from server.local import fetch
from server.local.ports import Ports
from server.local.processes import Process, run_once, souk
from server.local.servers import LocalServers
from tests.bench import meter, subjects
from tests.bench.loads import Load
from tests.bench.subjects import Subject

CALM_SHARE = 0.1
"""Of one processor: what may still be running when a window begins."""
CALM_SECONDS = 0.5
LONGEST_WAIT = 60.0
FAR_AWAY = "1000000"

Windows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Lane:
    """A server, and the load generator that holds its sockets."""

    stage: "Stage"
    subject: Subject
    load: Load
    network: int
    """Addresses that no other load of this run comes from: ports are scarce."""

    async def order(self, do: str, **arguments: Any) -> dict[str, Any]:
        return await self.load.order(do, groups=self.stage.groups(self.subject), **arguments)

    async def open(self, count: int, *, tokens: Sequence[str] = (), entrance: str = "") -> dict[str, Any]:
        """Have so many sockets open in all; only ours asks for tokens."""
        return await self.order(
            "open", url=self.subject.url, count=count, tokens=tokens, entrance=entrance, network=self.network
        )


class Stage:
    """async with Stage(webs=1) as stage: ..., from the main thread."""

    def __init__(self, *, webs: int, report: Callable[[str], None]) -> None:
        self._webs, self.report = webs, report
        self._folder = Path(tempfile.mkdtemp(prefix="souk-bench-"))
        self._logs = self._folder / "logs"
        self._ports = Ports(self._folder / "bench-ports.json")
        self.servers = LocalServers(self._folder, given={}, report=report)
        self._worker: Process
        self._parts = AsyncExitStack()
        self._networks = itertools.count(1)

    async def __aenter__(self) -> Self:
        try:
            self._parts.callback(shutil.rmtree, self._folder, ignore_errors=True)
            await asyncio.to_thread(install_node_peer, self.report)
            await self._parts.enter_async_context(self.servers)
            await run_once("migrate", souk("migrate"), self.environment, self._logs / "migrate.log")
            await self._start_worker()
        except BaseException:
            await self._parts.aclose()
            raise
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self._parts.aclose()

    async def _start_worker(self) -> None:
        metrics = self._ports.take("worker-metrics")
        told = {**self.environment, "SOUK_METRICS_PORT": str(metrics)}
        ready = f"http://127.0.0.1:{metrics}/metrics"
        self._worker = Process("worker", souk("worker"), told, self._logs / "worker.log", ready)
        self._parts.push_async_callback(self._worker.stop)
        self._worker.start()
        await self._worker.ready()

    @property
    def environment(self) -> dict[str, str]:
        """What our processes are told: as operated, but for the limits."""
        own = {"SOUK_LIMIT_FACTOR": FAR_AWAY, "SOUK_DEMO_RATE": "0", "SOUK_ENV": "development"}
        return {**self.servers.environment, **own}

    def groups(self, subject: Subject) -> dict[str, list[int]]:
        """Whose CPU time is counted, by name."""
        return {"server": subject.pids, **self.stores}

    @property
    def stores(self) -> dict[str, list[int]]:
        """The worker too: everything that works besides the server."""
        return {"worker": [self._worker.pid], **{name: [it.pid] for name, it in self.servers.children.items()}}

    @asynccontextmanager
    async def lanes(self, *names: str, webs: int = 0) -> AsyncIterator[list[Lane]]:
        """Fresh processes of these subjects, all if none is named, side by side; `webs` of ours if not as planned."""
        async with AsyncExitStack() as stack:
            opened = []
            for subject in self._subjects(names, webs or self._webs):
                stack.push_async_callback(subject.stop)
                await subject.start()
                load = await stack.enter_async_context(Load())
                opened.append(Lane(self, subject, load, next(self._networks)))
            yield opened

    def _subjects(self, names: Collection[str], webs: int) -> list[Subject]:
        mongo_url = self.servers.environment["SOUK_MONGO_URL"]
        every = [
            subjects.ours(self._ports, self.environment, self._logs, webs),
            subjects.node(self._ports, mongo_url, self._logs),
            subjects.stock(self._ports, mongo_url, self._logs),
        ]
        return [subject for subject in every if not names or subject.name in names]

    async def tokens(self, count: int) -> list[str]:
        """Access tokens of as many accounts."""
        environment = {**os.environ, **self.environment}
        process = await asyncio.create_subprocess_exec(
            *souk("tokens", str(count)), env=environment, stdout=subprocess.PIPE
        )
        told, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("`python -m server tokens` failed; it said why above")
        return told.decode().split()

    async def settle(self) -> None:
        """Let what earlier work set off come to its end, so that nobody measures his predecessor.

        The servers under measurement are done when they have answered; what they spend on open sockets never ends.
        """
        every = [pid for pids in self.stores.values() for pid in pids]
        for _ in range(int(LONGEST_WAIT / CALM_SECONDS)):
            window = meter.Window({"all": every})
            await asyncio.sleep(CALM_SECONDS)
            seconds, cpu = window.close()
            if cpu["all"] < CALM_SHARE * seconds:
                return

    async def in_turn(
        self, lanes: Sequence[Lane], rounds: int, work: Callable[[Lane], Awaitable[dict[str, Any]]]
    ) -> Windows:
        """One after the other, again and again, so that what disturbs one disturbs all; by subject."""
        windows: Windows = {lane.subject.name: [] for lane in lanes}
        for _ in range(rounds):
            for lane in lanes:
                await self.settle()
                windows[lane.subject.name].append(await work(lane))
        return windows


def install_node_peer(report: Callable[[str], None]) -> None:
    """npm leaves its record in node_modules last: older than the lock file means stale.

    The npm beside Node.js in its wheel is a link, which installers copy and so break: hence the script of the wheel.
    """
    folder = subjects.PEERS / "node"
    lock, record = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if record.exists() and record.stat().st_mtime >= lock.stat().st_mtime:
        return
    report("Installing the Node peer: 33 packages, about 14 MB ...")
    programs = subjects.node_folder()
    environment = {
        "npm_config_cache": str(fetch.cache_dir() / "npm"),
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    npm = Path(sysconfig.get_path("scripts"), "npm")
    command = [str(npm), "ci", "--prefix", str(folder), "--prefer-offline", "--loglevel=error"]
    subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL)
