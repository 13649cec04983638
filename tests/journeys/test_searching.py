"""What is published can be found, by anybody, in either language, whatever became of the worker meanwhile."""

import secrets
from pathlib import Path
from typing import Any

import psutil

from server.app import Stores, open_stores
from server.local.processes import Process, run_once, souk
from server.settings import Settings
from tests.support import market as markets
from tests.support.buying import ordered, trade
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

EXACT = [121.473701, 31.230416]


def a_word() -> str:
    """One that nobody else's listing has, far from all others by its letters."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))


async def find(client: RawClient, words: str, **more: Any) -> list[str]:
    ack = await client.ask("search:query", {"q": words, **more})
    assert ack["ok"], ack
    return [item["id"] for item in ack["data"]["items"]]


async def appears(client: RawClient, words: str, listing_id: str, **more: Any) -> None:
    async def is_found() -> bool:
        return await find(client, words, **more) == [listing_id]

    await until(is_found)


async def test_a_new_listing_is_found_by_words_of_both_languages_and_gone_when_withdrawn(market: Market) -> None:
    word = a_word()
    async with somebody(market.url) as (seller, _), nobody(market.url) as visitor:
        listing = await publish(
            seller,
            title=f"{word} 折叠自行车",
            brand=word,
            location={"type": "Point", "coordinates": EXACT},
        )
        await appears(visitor, word, listing["id"])
        misspelt = word[:5] + word[6] + word[5] + word[7:]
        near = {"near": {"type": "Point", "coordinates": [121.5, 31.2]}, "radius_m": 50_000}
        assert await find(visitor, misspelt) == [listing["id"]]
        assert await find(visitor, "自行车", brand=word) == [listing["id"]]
        assert await find(visitor, word, **near, sort="nearest") == [listing["id"]]
        assert await find(visitor, word, price_min=90_001) == []
        assert await find(visitor, word, category="phones") == []
        assert all(str(number) not in frame for frame in visitor.heard for number in EXACT)
        ack = await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        assert ack["ok"], ack
        assert await find(visitor, word) == []  # at once: the card says so, whatever the index says


async def test_what_somebody_has_just_ordered_is_not_shown_as_free(market: Market) -> None:
    """Whatever the index says, which hears of it later."""
    word = a_word()
    async with trade(market, title=word) as (_, buyer, listing), nobody(market.url) as visitor:
        await appears(visitor, word, listing["id"])
        await ordered(buyer, listing)
        (card,) = (await visitor.ask("search:query", {"q": word}))["data"]["items"]
        assert card["available"] == 0
        assert "reserved_until" in card


async def test_senseless_searches_are_refused_with_the_field(market: Market) -> None:
    async with nobody(market.url) as visitor:
        for wrong, field in (
            ({"q": "x", "sort": "nearest"}, "near"),
            ({"q": "x", "limit": 100, "page": 11}, "page"),
            ({"q": "x", "category": "nowhere"}, "category"),
            ({"q": "x" * 201}, "q"),
            ({"q": "x", "sort": "seller_id"}, "sort"),
        ):
            ack = await visitor.ask("search:query", wrong)
            assert ack["error"]["code"] == "invalid_payload"
            assert list(ack["error"]["fields"]) == [field]


async def test_a_worker_that_was_killed_loses_nothing(settings: Settings, tmp_path: Path) -> None:
    market = await markets.start(settings, tmp_path)
    try:
        async with somebody(market.url) as (seller, _), nobody(market.url) as visitor:
            before, during, after = a_word(), a_word(), a_word()
            first = await publish(seller, title=before)
            await appears(visitor, before, first["id"])
            assert market.worker.child
            market.worker.child.kill()
            second = await publish(seller, title=during)
            assert await find(visitor, during) == []
            market.worker.start()
            await market.worker.ready()
            third = await publish(seller, title=after)
            await appears(visitor, during, second["id"])
            await appears(visitor, after, third["id"])

            async with open_stores(settings) as stores:

                async def is_gone() -> bool:
                    """Whoever leads anew looks the index through once, and may put it back."""
                    await stores.search.write((), [first["id"], second["id"]])
                    return not await find(visitor, before)

                await until(is_gone)
            await run_once("reindex", souk("reindex"), market.environment, tmp_path / "reindex.log")
            await appears(visitor, before, first["id"])
            await appears(visitor, during, second["id"])
    finally:
        await markets.stop(market)


async def test_a_worker_that_slept_through_its_lease_puts_nothing_back(settings: Settings, tmp_path: Path) -> None:
    """The leader is stopped, another takes over, the first wakes up and finds that it leads no more (F5)."""
    market = await markets.start(settings, tmp_path)
    second = Process("worker-2", souk("worker"), market.environment, tmp_path / "worker-2.log")
    try:
        async with somebody(market.url) as (seller, _), nobody(market.url) as visitor, open_stores(settings) as stores:
            old, new, last = a_word(), a_word(), a_word()
            listing = await publish(seller, title=old)
            await appears(visitor, old, listing["id"])
            second.start()
            leader = psutil.Process(market.worker.pid)
            leader.suspend()
            said = len(market.worker.log.read_text())
            change = {"listing_id": listing["id"], "version": listing["version"], "title": new}
            assert (await seller.ask("listing:revise", change))["ok"]
            await appears(visitor, new, listing["id"])
            fences = await _fences(stores)
            leader.resume()
            another = await publish(seller, title=last)
            await appears(visitor, last, another["id"])
            await until(lambda: _leads_no_more(market.worker.log.read_text()[said:]))
            assert await _fences(stores) == fences
            assert await find(visitor, new) == [listing["id"]]
            assert await find(visitor, old) == []
    finally:
        await second.stop()
        await markets.stop(market)


async def _fences(stores: Stores) -> dict[str, int]:
    """Of each reader of the feed, the fencing token of the worker that saved its position."""
    return {reader["_id"]: reader["fence"] async for reader in stores.database["positions"].find()}


def _leads_no_more(log: str) -> bool:
    """What a leader that slept notices first: that its lease is another's, or that its calls to a store ran out."""
    return "lease lost" in log or "duty interrupted" in log
