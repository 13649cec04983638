"""Meilisearch dies or stands still under a market: searching is refused at once, and everything else goes on."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from server.local.servers import LocalServers
from server.settings import Settings
from tests.support import market as markets
from tests.support.buying import ordered, units
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

PROMPT = 3
"""Seconds within which a refusal comes: a promise, so a deadline here."""


@dataclass(slots=True)
class Library:
    """A market and a Meilisearch of its own."""

    market: Market
    servers: LocalServers

    async def is_ready(self) -> bool:
        async with aiohttp.request("GET", f"{self.market.url}/readyz") as answer:
            return answer.status == 200


@pytest.fixture
async def library(settings: Settings, tmp_path: Path) -> AsyncIterator[Library]:
    async with LocalServers(tmp_path, given={}, only=("meilisearch",), report=lambda _: None) as servers:
        told = {name: servers.environment[f"SOUK_{name.upper()}"] for name in ("search_url", "search_key")}
        market = await markets.start(Settings.model_validate({**settings.model_dump(), **told}), tmp_path)
        try:
            yield Library(market, servers)
        finally:
            await markets.stop(market)


async def _search(client: RawClient, words: str) -> Any:
    return await client.ask("search:query", {"q": words})


async def _is_found(client: RawClient, listing: dict[str, Any]) -> None:
    async def is_there() -> bool:
        ack = await _search(client, listing["title"])
        return bool(ack["ok"] and listing["id"] in {item["id"] for item in ack["data"]["items"]})

    await until(is_there, seconds=40)


async def _the_rest_goes_on(library: Library, seller: RawClient) -> dict[str, Any]:
    """Publish, look, buy; only searching is refused, each time soon. Gives a listing that is left."""
    async with somebody(library.market.url) as (buyer, _):
        await buyer.ask("feed:watch", {})
        listing = await publish(seller, title="Accordion in the dark", sale=units(2))
        assert (await buyer.push("listing:published"))["listing"]["id"] == listing["id"]
        for _ in range(5):
            async with asyncio.timeout(PROMPT):
                refusal = (await _search(buyer, "Accordion"))["error"]
            assert refusal["code"] == "unavailable"
            assert refusal["retry_after"] > 0
        shown = (await buyer.ask("listing:browse", {"sort": "newest", "limit": 1}))["data"]["items"]
        assert [it["id"] for it in shown] == [listing["id"]]
        assert (await ordered(buyer, listing))["state"] == "created"
    return listing


async def test_without_search_everything_else_goes_on_and_afterwards_nothing_is_missing(library: Library) -> None:
    async with somebody(library.market.url) as (seller, _), nobody(library.market.url) as visitor:
        first = await publish(seller, title="Harmonica")
        await _is_found(visitor, first)
        library.servers.kill("meilisearch")
        unseen = await _the_rest_goes_on(library, seller)

        async def is_told() -> bool:
            return not await library.is_ready()

        await until(is_told)
        await library.servers.start("meilisearch")
        await until(library.is_ready, seconds=40)
        await _is_found(visitor, unseen)
        await _is_found(visitor, first)


async def test_a_search_that_stands_still_keeps_nobody_waiting(library: Library) -> None:
    async with somebody(library.market.url) as (seller, _), nobody(library.market.url) as visitor:
        await _is_found(visitor, await publish(seller, title="Harmonica"))
        pid = library.servers.children["meilisearch"].pid
        os.kill(pid, signal.SIGSTOP)
        try:
            unseen = await _the_rest_goes_on(library, seller)
        finally:
            os.kill(pid, signal.SIGCONT)
        await _is_found(visitor, unseen)
