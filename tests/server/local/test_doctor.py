"""What the doctor finds, on real servers and on none."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.local.doctor import Finding, Floors, _judged, examine
from server.settings import SANDBOX_APP_ID, Settings
from server.stores.objects.client import S3Objects
from server.upkeep import prepare

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Drivers leave the sockets of attempts that failed to the collector: not to be met in other tests."""
    yield
    gc.collect()


async def test_a_market_on_local_servers_can_run(settings: Settings) -> None:
    await prepare(settings)
    findings = await examine(settings)
    assert [finding for finding in findings if finding.level == "bad"] == []
    assert Finding("good", "The database has all it needs.") in findings


async def test_what_the_database_lacks_is_told(settings: Settings) -> None:
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket(())
    bad = [finding.sentence for finding in await examine(settings) if finding.level == "bad"]
    assert len(bad) == 1
    assert "run `python -m server migrate`" in bad[0]


@pytest.mark.parametrize(
    ("field", "url", "variable"),
    [
        ("mongo_url", "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300", "SOUK_MONGO_URL"),
        ("redis_url", "redis://127.0.0.1:9/0", "SOUK_REDIS_URL"),
        ("search_url", "http://127.0.0.1:9", "SOUK_SEARCH_URL"),
        ("objects_url", "http://127.0.0.1:9", "SOUK_OBJECTS_"),
    ],
)
async def test_a_server_that_is_away_is_named_with_its_variable(
    settings: Settings, field: str, url: str, variable: str
) -> None:
    findings = await examine(settings.model_copy(update={field: url}))
    bad = [finding.sentence for finding in findings if finding.level == "bad"]
    assert any(variable in sentence for sentence in bad)


async def test_a_search_server_without_time_is_asked_again(settings: Settings) -> None:
    async with _busy_at_first(settings.search_url, refusals=3) as busy:
        findings = await examine(settings.model_copy(update={"search_url": busy}))
    assert [finding.level for finding in findings if "Meilisearch" in finding.sentence] == ["good"]


@asynccontextmanager
async def _busy_at_first(server: str, *, refusals: int) -> AsyncIterator[str]:
    """The address of a door to the server that answers the first so many requests as a busy one does."""
    left = [408] * refusals

    async def pass_on(request: web.Request) -> web.Response:
        if left:
            return web.Response(status=left.pop())
        async with aiohttp.request(request.method, server + request.path, headers=request.headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    door = web.Application()
    door.router.add_route("*", "/{path:.*}", pass_on)
    async with TestServer(door) as opened:
        yield str(opened.make_url("")).rstrip("/")
    assert not left


async def test_what_is_no_search_server_is_named_with_its_variable(settings: Settings) -> None:
    bad = await examine(settings.model_copy(update={"search_url": settings.objects_url}))
    assert any("SOUK_SEARCH_URL" in finding.sentence for finding in bad if finding.level == "bad")


async def test_a_sandbox_and_a_missing_provider_are_told(settings: Settings) -> None:
    sandbox = settings.model_copy(update={"alipay_app_id": SANDBOX_APP_ID})
    sentences = [finding.sentence for finding in await examine(settings)]
    assert any("No payment provider (SOUK_ALIPAY_APP_ID)" in sentence for sentence in sentences)
    sentences = [finding.sentence for finding in await examine(sandbox)]
    assert "SOUK_ALIPAY_APP_ID must not be the sandbox's before production." in sentences


async def test_what_production_refuses_is_a_risk_before(settings: Settings) -> None:
    risky = settings.model_copy(update={"limit_factor": 5.0})
    sentences = [finding.sentence for finding in await examine(risky) if finding.level == "risky"]
    assert "SOUK_LIMIT_FACTOR must be 1 before production." in sentences


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("6.0.27", "bad"),
        ("8.0.16", "risky"),
        ("8.0.17", "good"),
        ("8.2.0", "risky"),
        ("8.2.3", "good"),
        ("9.0.0", "good"),
    ],
)
def test_a_version_is_judged_by_the_floor_of_its_branch(version: str, level: str) -> None:
    floors: Floors = {(8, 0): (8, 0, 17), (8, 2): (8, 2, 3)}
    assert _judged("MongoDB", version, floors, "risky").level == level
