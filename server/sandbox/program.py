"""The sandbox gateway as a process of its own: `python -m server sandbox`, on loopback, never in production."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog
import uvloop
from aiohttp import web

from server import logs
from server.sandbox.book import Book
from server.sandbox.cashier import Cashier
from server.sandbox.control import Control
from server.sandbox.gateway import Gateway
from server.sandbox.keys import SandboxKeys
from server.sandbox.notices import Notices
from server.settings import Settings
from server.stores.payments import signing
from server.tasks import Tasks

log = structlog.get_logger(__name__)

LOOPBACK = "127.0.0.1"


def run(settings: Settings) -> None:
    """Until SIGTERM or Ctrl-C."""
    if settings.env == "production":
        raise SystemExit("Error: the sandbox gateway makes money out of nothing; it does not run in production.")
    logs.configure(settings.log_level, readable=True)
    uvloop.run(_until_stopped(settings))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[str]:
    """The gateway, serving; gives its address."""
    keys, tasks = SandboxKeys.of(settings.data_dir), Tasks()
    book = Book(settings.data_dir / "sandbox" / "book.sqlite")
    own_key, market_key = signing.private_key(keys.gateway_private), signing.public_key(keys.market_public)
    async with aiohttp.ClientSession() as http:
        notices = Notices(book, own_key, settings.sandbox_notify_factor, http, tasks)
        gateway = Gateway(book, notices, own_key, market_key, settings.currency)
        app = web.Application(client_max_size=1 << 16)
        for part in (gateway, Cashier(gateway, book), Control(gateway, notices, book)):
            part.add_to(app)
        app.router.add_get("/livez", _live)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, settings.sandbox_port).start()
            tasks.keep(notices.run(), "notices")
            yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
        finally:
            await tasks.cancel()
            await runner.cleanup()
            book.close_file()


async def _live(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _until_stopped(settings: Settings) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with opened(settings) as url:
        log.info("sandbox gateway is open", url=url)
        await stopped.wait()
