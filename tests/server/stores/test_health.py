"""Health of the stores: each is asked for itself, and one that is away or silent is named without delaying the rest."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from server.settings import Settings
from server.stores import health
from server.stores.health import StoreHealth

STORES = ("mongo", "redis", "search", "objects")
NOWHERE = "127.0.0.1:1"


@asynccontextmanager
async def asking(settings: Settings, **elsewhere: str) -> AsyncIterator[StoreHealth]:
    """Over the real stores, except those that are to be looked for at another host and port."""
    mongo_url, redis_url = settings.mongo_url, settings.redis_url
    if "mongo" in elsewhere:
        mongo_url = f"mongodb://{elsewhere['mongo']}/?directConnection=true&serverSelectionTimeoutMS=100"
    if "redis" in elsewhere:
        redis_url = f"redis://{elsewhere['redis']}/0"
    urls = {f"{name}_url": f"http://{elsewhere[name]}" for name in ("search", "objects") if name in elsewhere}
    async with (
        AsyncMongoClient[dict[str, Any]](mongo_url) as mongo,
        Redis.from_url(redis_url) as redis,
        aiohttp.ClientSession() as http,
    ):
        yield StoreHealth(mongo, redis, http, settings.model_copy(update=urls))


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """Where somebody listens and never says a word."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read(-1)
        writer.close()

    listener = await asyncio.start_server(listen, "127.0.0.1", 0)
    yield f"127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()


@pytest.fixture
async def ailing() -> AsyncIterator[str]:
    """A server that answers that it is unwell."""

    async def unwell(_: web.Request) -> web.Response:
        return web.Response(status=503)

    site = web.Application()
    site.router.add_get("/{path:.*}", unwell)
    runner = web.AppRunner(site)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    yield f"127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests is no outage."""
    monkeypatch.setattr(health, "DEADLINE_SECONDS", 20)


@pytest.mark.usefixtures("_patient")
async def test_stores_that_answer_are_well(settings: Settings) -> None:
    async with asking(settings) as stores:
        assert await stores.check() == dict.fromkeys(STORES, "ok")


@pytest.mark.usefixtures("_patient")
@pytest.mark.parametrize("missing", STORES)
async def test_one_that_is_not_there_is_named_and_the_others_are_well(settings: Settings, missing: str) -> None:
    async with asking(settings, **{missing: NOWHERE}) as stores:
        told = dict(await stores.check())
    assert told.pop(missing).isidentifier()
    assert set(told.values()) == {"ok"}


@pytest.mark.parametrize("hung", STORES)
async def test_one_that_does_not_answer_is_waited_for_no_longer_than_the_deadline(
    settings: Settings, silent: str, hung: str
) -> None:
    async with asking(settings, **{hung: silent}) as stores, asyncio.timeout(health.DEADLINE_SECONDS + 20):
        assert (await stores.check())[hung] not in ("ok", "")


@pytest.mark.usefixtures("_patient")
@pytest.mark.parametrize("store", ["search", "objects"])
async def test_a_server_that_is_unwell_is_not_well(settings: Settings, ailing: str, store: str) -> None:
    async with asking(settings, **{store: ailing}) as stores:
        assert (await stores.check())[store] == "ClientResponseError"


@pytest.mark.usefixtures("_patient")
async def test_what_is_wrong_is_told_without_an_address(settings: Settings) -> None:
    """`/readyz` is for everybody."""
    async with asking(settings, **dict.fromkeys(STORES, NOWHERE)) as stores:
        told = await stores.check()
    assert all(state != "ok" and "127.0.0.1" not in state for state in told.values())
