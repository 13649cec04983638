"""Everything on one machine, started and stopped together: servers, web processes, worker, demo data and its people."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from watchfiles import PythonFilter, awatch

from server.local import RUNNING
from server.local.fetch import Unobtainable
from server.local.logins import DEMO_LOGINS
from server.local.ports import Ports, is_free
from server.local.processes import Process, ProcessFailed, run_once, souk
from server.local.scrape import MetricsPage
from server.local.servers import LocalServers, StartFailed
from server.sandbox.keys import SandboxKeys
from server.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]
_USUAL_PORT = 8000
_LOOK_EVERY = 0.2
_SERVER_PAUSE = 5.0


def run(settings: Settings, *, dev: bool) -> int:
    """Run until Ctrl-C or SIGTERM; gives the exit code."""
    try:
        supervisor = Supervisor(settings, dev=dev)
        supervisor.servers.fetch()
        asyncio.run(supervisor.run())
    except KeyboardInterrupt:
        return 130
    except (Unobtainable, StartFailed, ProcessFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


class Supervisor:
    """Starts, watches and stops; all it tells a person goes through the console, the rest into log files."""

    def __init__(self, settings: Settings, *, dev: bool = False) -> None:
        self._settings = settings
        self._dev = dev
        self._data = settings.data_dir.resolve()
        self._running = self._data / RUNNING
        self._console = Console(highlight=False)
        self._ports = Ports(self._data / "process-ports.json")
        self.servers = LocalServers(self._data, report=self._say)
        self._stopped = asyncio.Event()
        self._webs: list[Process] = []
        self._others: list[Process] = []
        self._worker: Process | None = None
        self._pages_url: str | None = None
        self._sandbox_url: str | None = None
        self._metrics: dict[str, str] = {}
        self._page = MetricsPage(self._ports.take("metrics"), self._metrics)
        self._environment: dict[str, str] = {}

    async def run(self) -> None:
        """The whole life: up, ready, watched, down."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stop_soon)
        starting = asyncio.create_task(self._live())
        stopping = asyncio.create_task(self._stopped.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not starting.done():
            self._say("Stopping ...")
            starting.cancel()
        try:
            await starting
        except asyncio.CancelledError:
            self._say("Stopped.")

    def _unsay(self) -> None:
        """Take back what told programs that the market is open; one that was killed could not."""
        for file in filter(None, (self._settings.ready_file, self._running)):
            file.unlink(missing_ok=True)

    def _stop_soon(self) -> None:
        if self._stopped.is_set():  # asked twice: the kernel ends our children with us
            if self._environment:  # what is told of a market is told of ours
                self._unsay()
            os._exit(130)
        self._stopped.set()

    async def _live(self) -> None:
        async with AsyncExitStack() as parts:
            self.servers.claim()
            self._unsay()
            parts.callback(self._unsay)
            await parts.enter_async_context(self.servers)
            self._environment = self._told(self._claim_port(parts))
            parts.push_async_callback(self._stop_processes)
            self._start_neighbours()
            await self._prepare()
            self._start_market()
            await parts.enter_async_context(self._page)
            await asyncio.gather(*(process.ready() for process in self._processes))
            self._announce()
            self._start_people()
            if self._dev:
                parts.callback(asyncio.create_task(self._reload()).cancel)
            await self._watch()

    @property
    def _processes(self) -> list[Process]:
        worker = [self._worker] if self._worker else []
        return [*self._webs, *worker, *self._others]

    def _claim_port(self, parts: AsyncExitStack) -> int:
        """The port that the web processes share, held (not served) by us, so that it stays ours while they restart."""
        port = self._settings.port
        if "port" not in self._settings.model_fields_set:
            port = _USUAL_PORT if is_free(_USUAL_PORT) else self._ports.take("web")
        elif not is_free(port):
            raise StartFailed(f"Port {port} is taken; set SOUK_PORT to another one or leave it out.")
        held = parts.enter_context(socket.socket())
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((self._settings.host, port))
        return port

    def _told(self, port: int) -> dict[str, str]:
        """What the processes are told: what was started here, over what a person has set."""
        own = {
            **self._payments(f"http://127.0.0.1:{port}"),
            "SOUK_PORT": str(port),
            "SOUK_ORIGINS": f"http://127.0.0.1:{port},http://localhost:{port}",
            "SOUK_FRONTEND_DIR": str(_ROOT / "frontend" / "dist"),
            "PYTHONUNBUFFERED": "1",
        }
        given = {name: value for name, value in os.environ.items() if name.startswith("SOUK_") and value}
        return {**own, **given, **self.servers.environment, "SOUK_PORT": str(port)}

    def _payments(self, market: str) -> dict[str, str]:
        """Where money is made up, unless a person has named a provider of real money or this is production."""
        if self._settings.alipay_app_id or self._settings.env == "production":
            return {}
        self._sandbox_url = f"http://127.0.0.1:{(port := self._ports.take('sandbox'))}"
        keys = SandboxKeys.of(self._data)
        return {"SOUK_SANDBOX_PORT": str(port), **keys.environment(self._sandbox_url, market)}

    async def _prepare(self) -> None:
        """Migrate, and fill an empty market; production data is never touched by demo data."""
        await run_once("migrate", souk("migrate"), self._environment, self._log("migrate"))
        count = self._settings.demo_listings
        filled = self._data / "mongod" / "filled"  # beside the data it speaks of, and gone with them
        if count and self._settings.env == "development" and not filled.exists():
            self._say("Loading demo data, if the market is empty ...")
            seed = souk("seed", "--if-empty", "--listings", str(count))
            await run_once("seed", seed, self._environment, self._log("seed"))
            if filled.parent.is_dir():
                filled.touch()

    def _start_neighbours(self) -> None:
        """What needs no migrated market starts while that is made ready."""
        if self._sandbox_url:
            told, url = self._environment, f"{self._sandbox_url}/livez"
            self._others.append(Process("sandbox", souk("sandbox"), told, self._log("sandbox"), url, grace=2.0))
        if self._dev:
            self._others.append(self._vite())
        for process in self._others:
            process.start()

    def _start_market(self) -> None:
        for number in range(1, self._settings.web_processes + 1):
            name = f"web-{number}"
            own = self._ports.take(f"{name}-own")
            process = self._souk(name, "web", SOUK_OWN_PORT=str(own))
            process.ready_url = f"http://127.0.0.1:{own}/readyz"
            self._webs.append(process)
        self._worker = self._souk("worker", "worker")
        self._worker.ready_url = self._metrics["worker"]
        for process in (*self._webs, self._worker):
            process.start()

    def _start_people(self) -> None:
        """They come to an open market, and take no processor time from its opening."""
        if self._settings.demo_rate > 0 and self._settings.env == "development":
            people = [sys.executable, "-m", "server.local.demo.activity"]
            process = Process("people", people, self._environment, self._log("people"))
            self._others.append(process)
            process.start()

    def _souk(self, name: str, command: str, **more: str) -> Process:
        port = self._ports.take(f"{name}-metrics")
        self._metrics[name] = f"http://127.0.0.1:{port}/metrics"
        told = {**self._environment, "SOUK_METRICS_PORT": str(port), **more}
        return Process(name, souk(command), told, self._log(name), grace=self._settings.drain_seconds + 5)

    def _vite(self) -> Process:
        """The front end as Vite serves it, with changes shown at once."""
        port = self._ports.take("vite")
        self._pages_url = f"http://127.0.0.1:{port}"
        program = _ROOT / "frontend" / "node_modules" / ".bin" / "vite"
        command = [str(program), str(_ROOT / "frontend"), "--strictPort", "--port", str(port)]
        told = {**self._environment, "SOUK_URL": self._url}
        return Process("vite", command, told, self._log("vite"), ready_url=self._pages_url, grace=1.0)

    async def _stop_processes(self) -> None:
        await asyncio.gather(*(process.stop() for process in self._processes))

    async def _watch(self) -> None:
        """Bring back whatever dies."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            for name, child in self.servers.children.items():
                if child.exit_code is not None:
                    self._say(f"{name} ended, starts again; its log: {child.log}")
                    await self._bring_back(name)
            started = [process.tend(self._say) for process in self._processes]
            if any(started):
                self._write_ready_file()

    async def _bring_back(self, server: str) -> None:
        try:
            await self.servers.start(server)
        except StartFailed as failure:
            self._say(f"{failure}\nNext try in {_SERVER_PAUSE} s.")
            await asyncio.sleep(_SERVER_PAUSE)

    async def _reload(self) -> None:
        """Restart our processes when a source changes."""
        folders = [_ROOT / name for name in ("server", "handlers", "models")]
        async for _ in awatch(*folders, watch_filter=PythonFilter()):
            self._say("A source changed: restarting.")
            restarting = [process for process in self._processes if process.name != "vite"]
            await asyncio.gather(*(process.restart() for process in restarting))
            self._write_ready_file()

    def _announce(self) -> None:
        """One box for a person, one file for a program."""
        table = Table.grid(padding=(0, 3))
        address = self._pages_url or self._url
        table.add_row("Open", f"[bold link={address}]{address}[/]")
        if self._settings.env == "development":
            for login in DEMO_LOGINS:
                table.add_row(f"Sign in, {login.role}", f"[bold]{login.handle}[/]  {login.password}")
        table.add_row("Metrics", self._page.url)
        if self._sandbox_url:
            table.add_row("Payments", f"{self._sandbox_url} (sandbox, no real money)")
        table.add_row("Data, logs", str(self._data))
        self._running.touch(mode=0o600)
        self._running.write_text("".join(f"{name}={value}\n" for name, value in self._environment.items()))
        self._console.print(Panel(table, title="Souk is open", subtitle="Ctrl-C stops everything", expand=False))
        self._write_ready_file()

    def _write_ready_file(self) -> None:
        file, told = self._settings.ready_file, self._environment
        if file is None:
            return
        webs = [
            {
                "pid": web.pid,
                "ws_url": _socket_url(web.environment["SOUK_OWN_PORT"]),
                "metrics_url": self._metrics[web.name],
            }
            for web in self._webs
        ]
        ready = {
            "url": self._url,
            "ws_url": _socket_url(told["SOUK_PORT"]),
            "webs": webs,
            "worker_pids": [self._worker.pid] if self._worker else [],
            "metrics_url": self._page.url,
            "mongo_url": told["SOUK_MONGO_URL"],
            "redis_url": told["SOUK_REDIS_URL"],
            "search_url": told["SOUK_SEARCH_URL"],
            "objects_url": told["SOUK_OBJECTS_URL"],
            "sandbox_url": self._sandbox_url,
            "logins": [asdict(login) for login in DEMO_LOGINS],
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f"{file.name}.new")
        unfinished.write_text(json.dumps(ready, indent=2))
        unfinished.replace(file)

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._environment['SOUK_PORT']}"

    def _log(self, name: str) -> Path:
        return self._data / "logs" / f"{name}.log"

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)


def _socket_url(port: str) -> str:
    return f"ws://127.0.0.1:{port}"
