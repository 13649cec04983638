"""Pictures from the camera to the buyer, what a killed worker leaves behind, and pictures that nobody shows."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from server.app import open_stores
from server.settings import Settings
from tests.support import gallery
from tests.support import market as markets
from tests.support.gallery import due, hang, swept
from tests.support.market import Market
from tests.support.people import BICYCLE, PASSWORD, granted, new_request_id, nobody, publish, somebody
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


RACES = 40


async def test_no_listing_ever_shows_a_picture_that_was_dropped(settings: Settings, tmp_path: Path) -> None:
    """Two devices show pictures while the clock looks at them: each picture is shown or dropped, never both."""
    market = await markets.start(settings, tmp_path, webs=2)
    try:
        async with (
            open_stores(settings) as stores,
            somebody(market.urls[0]) as (phone, me),
            nobody(market.urls[1]) as desktop,
        ):
            account, names = me["account"], [f"m{number}" for number in range(RACES)]
            await granted(desktop, "account:login", handle=account["handle"], password=PASSWORD)
            acks = []
            for name in names:
                await hang(stores, due(account["id"], name))
                *told, _ = await asyncio.gather(_show(phone, name), _show(desktop, name), swept(stores))
                acks += told
            await swept(stores)
            states = await gallery.states(stores)
            shown = {ack["data"]["listing"]["pictures"][0]["id"] for ack in acks if ack["ok"]}
            assert shown == {name for name in names if states[name] == "ready"}
            codes = {ack["error"]["code"] for ack in acks if not ack["ok"]}
            assert codes <= {"media_not_found", "listing_changed"}
            kept = [(await served(f"{market.url}/pictures/{name}-ab/960.webp"))[0] for name in shown]
            assert set(kept) <= {200}
    finally:
        await markets.stop(market)


async def _show(client: RawClient, name: str) -> Any:
    body = {**BICYCLE, "title": f"Bicycle {new_request_id()}", "pictures": [name]}
    return await client.ask("listing:publish", {"request_id": new_request_id(), **body})
