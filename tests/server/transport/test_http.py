"""Plain HTTP beside the sockets."""

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.app import open_stores
from server.settings import Settings
from server.stores.objects.reading import S3Reader
from server.transport.http import Pages
from tests.support.market import Market
from tests.support.people import publish, somebody
from tests.support.photos import plain
from tests.support.uploads import made_ready


async def _get(market: Market, path: str) -> tuple[int, str, dict[str, str]]:
    async with aiohttp.request("GET", market.url + path) as answer:
        return answer.status, await answer.text(), dict(answer.headers)


async def test_a_process_that_runs_says_so(market: Market) -> None:
    assert (await _get(market, "/livez"))[0] == 200


async def test_readiness_names_each_part(market: Market) -> None:
    status, text, _ = await _get(market, "/readyz")
    assert status == 200
    assert all(f'"{part}"' in text for part in ("mongo", "redis", "search", "objects"))


@pytest.mark.parametrize(("away", "status"), [("objects", 200), ("mongo", 503), ("redis", 503), ("search", 503)])
async def test_a_process_is_ready_without_pictures_and_not_without_what_trade_needs(
    settings: Settings, away: str, status: int
) -> None:
    class Ailing:
        async def check(self) -> dict[str, str]:
            return dict.fromkeys(("mongo", "redis", "search", "objects"), "ok") | {away: "TimeoutError"}

    async with open_stores(settings) as stores, S3Reader(settings) as reader:
        site = web.Application()
        Pages(settings, stores.listings, reader.read, Ailing(), stores.tasks).add_to(site)
        async with TestClient(TestServer(site)) as client, client.get("/readyz") as answer:
            assert answer.status == status
            assert (await answer.json())["parts"][away] == "TimeoutError"


async def test_the_page_of_a_listing_shows_what_a_chat_needs_and_escapes_it(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        listing = await publish(seller, title='"><script>alert(1)</script>')
    status, text, headers = await _get(market, f"/l/{listing['id']}")
    assert status == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>alert(1)</script>" not in text


async def test_a_listing_that_is_not_there_is_404_with_the_shell(market: Market) -> None:
    assert (await _get(market, "/l/nowhere"))[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fpyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/etc%2fpasswd.txt",
        "/.env",
        "/nothing.txt",
        "/assets/..%2findex.html",
    ],
)
async def test_no_path_leads_out_of_the_front_end(market: Market, path: str) -> None:
    assert (await _get(market, path))[0] == 404


@pytest.mark.parametrize("part", ["bytes=0-3", "bytes=" + ",".join(f"{at}-{at}" for at in range(900)), "bytes=-9"])
async def test_a_picture_is_served_as_webp_that_no_browser_takes_for_anything_else(market: Market, part: str) -> None:
    """And whole, whatever part is asked for (reliability row 49)."""
    async with somebody(market.url) as (seller, _):
        picture = (await made_ready(seller, plain(400, 300)))["picture"]
    async with aiohttp.request("GET", market.url + picture["url"], headers={"Range": part}) as answer:
        content, headers = await answer.read(), answer.headers
    assert (answer.status, headers["Content-Type"]) == (200, "image/webp")
    assert content.startswith(b"RIFF")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Content-Disposition"] == "inline"
    assert "immutable" in headers["Cache-Control"]


async def test_who_has_a_picture_already_is_told_so(market: Market) -> None:
    async with somebody(market.url) as (seller, _):
        url = market.url + (await made_ready(seller, plain(400, 300)))["picture"]["url"]
    async with aiohttp.request("GET", url) as answer:
        tag = answer.headers["ETag"]
    for had, status in ((tag, 304), (f'"other", W/{tag}', 304), ('"other"', 200)):
        async with aiohttp.request("GET", url, headers={"If-None-Match": had}) as answer:
            assert (answer.status, answer.headers["ETag"]) == (status, tag)
            assert "immutable" in answer.headers["Cache-Control"]
            assert bool(await answer.read()) is (status == 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_pictures_are_read_and_nothing_else(market: Market, method: str) -> None:
    async with aiohttp.request(method, market.url + "/pictures/none-0f/960.webp", data=b"x") as answer:
        assert answer.status == 405


@pytest.mark.parametrize("path", ["/pictures/none-0f/960.webp", "/pictures/a/b/960.webp", "/pictures/a%2fb/960.webp"])
async def test_nothing_but_pictures_is_read_from_the_store(market: Market, path: str) -> None:
    status, _, headers = await _get(market, path)
    assert status == 404
    assert headers["X-Content-Type-Options"] == "nosniff"
