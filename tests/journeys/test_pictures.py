"""Pictures from the camera to the buyer, and what a worker leaves behind that is killed while it looks at them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.support import market as markets
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.photos import SECRETS, plain, told_secrets
from tests.support.raw import RawClient
from tests.support.uploads import made_ready, served, uploaded
from tests.support.waiting import until


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hurt(servers: dict[str, str], tmp_path_factory: Any) -> AsyncIterator[Market]:
    """A market whose worker may be killed."""
    async with markets.opened(servers, tmp_path_factory.mktemp("hurt")) as opened:
        yield opened


async def test_nothing_that_a_photo_told_reaches_anybody(market: Market) -> None:
    """Its place, the camera's number, comments, XMP: not in any file, view, push or page."""
    async with somebody(market.url) as (seller, _), nobody(market.url) as buyer:
        await buyer.ask("feed:watch", {})
        photo = told_secrets()
        assert all(secret in photo for secret in SECRETS)
        listing = await publish(seller, pictures=[(await made_ready(seller, photo))["id"]])
        await buyer.push("listing:published")
        url = market.url + listing["pictures"][0]["url"]
        files = [(await served(url.replace("/960.webp", f"/{size}.webp"))) for size in (320, 960)]
        page = await served(f"{market.url}/l/{listing['id']}")
        assert [status for status, _ in (*files, page)] == [200] * 3
        told = [*(content for _, content in (*files, page)), "".join(buyer.heard + seller.heard).encode()]
        assert not [secret for secret in SECRETS if any(secret in content for content in told)]


async def test_a_worker_that_is_killed_leaves_no_upload_behind_and_none_is_announced_twice(hurt: Market) -> None:
    async with somebody(hurt.url) as (seller, _):
        ids = [await uploaded(seller, plain(1600, 1200, colour=(number, 90, 90))) for number in range(5)]
        await until(lambda: _ready(seller, ids, at_least=1), seconds=60)
        assert hurt.worker.child
        hurt.worker.child.kill()
        hurt.worker.start()
        await hurt.worker.ready()
        await until(lambda: _ready(seller, ids, at_least=len(ids)), seconds=60)
        told = [(await seller.push("media:ready"))["media"]["id"] for _ in ids]
        await seller.ask("server:time", {})
        assert sorted(told) == sorted(ids)
        assert not [name for name, _ in seller.pushes if name.startswith("media:")]


async def _ready(client: RawClient, ids: list[str], *, at_least: int) -> bool:
    acks = [await client.ask("media:confirm", {"media_id": media_id}) for media_id in ids]
    return [ack["data"]["media"]["state"] for ack in acks].count("ready") >= at_least
