"""Coming back with the stock client: what was missed arrives once and in order, on any process, whatever died."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest_asyncio

from tests.support.comeback import guest, revise
from tests.support.market import Market
from tests.support.people import publish, register
from tests.support.raw import RawClient
from tests.support.stock import StockClient, stock_client
from tests.support.waiting import until

EVENTS_A_SECOND = 50


@pytest_asyncio.fixture
async def watcher() -> AsyncIterator[StockClient]:
    async with stock_client() as client:
        yield client


def titles(client: StockClient) -> list[str]:
    """Those of every revision heard, in order."""
    return [push["listing"]["title"] for push in client.pushes("listing:revised")]


async def say(seller: RawClient, listing: dict[str, Any], *names: str) -> dict[str, Any]:
    """Revise a listing once for each title; gives its last view."""
    for name in names:
        listing = await revise(seller, listing, name)
    return listing


async def test_what_was_missed_comes_once_and_in_order(pair: Market, watcher: StockClient) -> None:
    async with guest(pair.url) as seller:
        await register(seller)
        listing = await publish(seller)
        await watcher.open(pair.url)
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        listing = await say(seller, listing, "heard live")
        await until(lambda: titles(watcher) == ["heard live"])
        watcher.tell("auth", auth={"token": "broken"})  # so that it stays away until it is let in again
        watcher.tell("drop")
        await until(lambda: bool(watcher.all("connect_error")))
        listing = await say(seller, listing, "missed 1", "missed 2", "missed 3")
        watcher.tell("auth", auth={})
        watcher.tell("connect")
        assert await watcher.back(1)
        await say(seller, listing, "live again")
        await until(lambda: "live again" in titles(watcher))
        assert titles(watcher) == ["heard live", "missed 1", "missed 2", "missed 3", "live again"]


async def test_it_works_in_the_first_second_when_nothing_was_heard_yet(pair: Market, watcher: StockClient) -> None:
    await watcher.open(pair.urls[0])
    (first,) = watcher.all("connect")
    assert await watcher.come_back()
    assert watcher.all("connect")[1]["id"] == first["id"]
    assert watcher.pushes("server:ready")[1]["recovered"]


async def test_it_works_on_the_other_process_and_back(pair: Market, watcher: StockClient) -> None:
    async with guest(pair.urls[0]) as seller:
        await register(seller)
        listing = await publish(seller)
        await watcher.open(pair.urls[0])
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        for place in (1, 0, 1):
            assert await watcher.come_back(pair.urls[place])
            listing = await say(seller, listing, f"at {place}, version {listing['version']}")
        await until(lambda: len(titles(watcher)) == 3)
        assert [title[:4] for title in titles(watcher)] == ["at 1", "at 0", "at 1"]


async def test_it_works_after_the_process_was_killed(pair: Market, watcher: StockClient) -> None:
    async with guest(pair.urls[1]) as seller:
        await register(seller)
        listing = await publish(seller)
        await watcher.open(pair.urls[0])
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        assert pair.web.child
        pair.web.child.kill()
        try:
            await until(lambda: bool(watcher.all("disconnect")))
            listing = await say(seller, listing, "while it was dead")
            watcher.tell("go", url=pair.urls[1])
            assert await watcher.back(1)
            await until(lambda: titles(watcher) == ["while it was dead"])
        finally:
            pair.web.start()
            await pair.web.ready()


async def test_no_gap_and_no_repeat_while_much_happens(pair: Market, watcher: StockClient) -> None:
    async with guest(pair.url) as seller:
        await register(seller)
        listings = [await publish(seller, title=f"Bicycle {n}") for n in range(5)]
        await watcher.open(pair.urls[0])
        for listing in listings:
            await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        done = asyncio.Event()
        talking = asyncio.create_task(_talk(seller, listings, done))
        for place in (1, 0, 0, 1, 1, 0):
            heard = len(titles(watcher))
            await until(lambda: len(titles(watcher)) >= heard + 10)  # noqa: B023 - awaited before it changes
            assert await watcher.come_back(pair.urls[place])
        done.set()
        newest = await talking
        await until(lambda: _folded(watcher) == newest)
        for listing in listings:
            versions = [it["version"] for it in _revisions(watcher) if it["id"] == listing["id"]]
            assert versions == list(range(2, newest[listing["id"]]["version"] + 1))
        for listing_id, view in newest.items():
            assert await watcher.ask("listing:get", {"listing_id": listing_id}) == {"listing": view}


async def _talk(seller: RawClient, listings: list[dict[str, Any]], done: asyncio.Event) -> dict[str, Any]:
    """Revise them in turn until told to stop; gives the last views by id."""
    newest = {listing["id"]: listing for listing in listings}
    while not done.is_set():
        for listing_id, view in newest.items():
            newest[listing_id] = await revise(seller, view, f"version {view['version'] + 1}")
            await asyncio.sleep(1 / EVENTS_A_SECOND)
    return newest


def _revisions(client: StockClient) -> list[dict[str, Any]]:
    return [push["listing"] for push in client.pushes("listing:revised")]


def _folded(client: StockClient) -> dict[str, Any]:
    """The model that a client makes of its pushes."""
    return {it["id"]: it for it in _revisions(client)}


async def test_more_than_a_replay_holds_comes_not_at_all_and_the_client_is_told(
    pair: Market, watcher: StockClient
) -> None:
    async with AsyncExitStack() as stack:
        sellers = [await stack.enter_async_context(guest(pair.urls[1])) for _ in range(8)]
        for seller in sellers:
            await register(seller)
        listings = [await publish(seller) for seller in sellers]
        await watcher.open(pair.urls[0])
        for listing in listings:
            await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        watcher.tell("auth", auth={"token": "broken"})
        watcher.tell("drop")
        await until(lambda: bool(watcher.all("connect_error")))
        names = [f"Title {n}" for n in range(130)]
        await asyncio.gather(*(say(*both, *names) for both in zip(sellers, listings, strict=True)))
        watcher.tell("auth", auth={})
        watcher.tell("connect")
        assert not await watcher.back(1)
        assert titles(watcher) == []
        await until(lambda: bool(watcher.pushes("server:resync")))
        (resync,) = watcher.pushes("server:resync")
        assert set(resync["rooms"]) == {f"listing:{listing['id']}" for listing in listings}
