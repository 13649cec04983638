"""Where a process is reached: the port that all web processes share, its own, and that of its metrics."""

from contextlib import AsyncExitStack

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest

from server.settings import Settings

BACKLOG = 4_096
IDLE_SECONDS = 75.0
"""What a connection gets to send a whole request, the first or the next; longer than balancers keep theirs."""
LOOPBACK = "127.0.0.1"


async def listen(stack: AsyncExitStack, site: web.Application, settings: Settings) -> None:
    """On the port that all web processes share, and on one of its own for balancers and tests."""
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1, keepalive_timeout=IDLE_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, settings.host, settings.port, reuse_port=True, backlog=BACKLOG).start()
    if settings.own_port:
        await web.TCPSite(runner, settings.host, settings.own_port, backlog=BACKLOG).start()


async def listen_for_metrics(stack: AsyncExitStack, registry: CollectorRegistry, settings: Settings) -> None:
    """On loopback alone: a scraper or the supervisor reads it there."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), content_type="text/plain", charset="utf-8")

    site = web.Application()
    site.router.add_get("/metrics", metrics)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, LOOPBACK, settings.metrics_port).start()
