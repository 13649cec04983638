"""Where a thing is exactly: told to its owner alone, and not to be found out by asking from many places."""

import itertools
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from redis.asyncio import Redis

from models.place import CELL_DEGREES, Point, snapped
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

HOME, OFFICE = Point(129.732178, 62.027584), Point(129.857719, 62.113402)
"""Far from the middle of their cells, and no number of theirs can be part of a time."""
FLOOR = 77_713
TOLD_DEGREES = 0.001
"""What is nearer than this tells the street."""


def geo(point: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [point.lng, point.lat]}


def betrayed(text: str) -> list[str]:
    """Numbers that are too near to what only the owner may know."""
    secrets = [number for point in (HOME, OFFICE) for number in (point.lng, point.lat)]
    numbers = re.findall(r"\d+\.\d+", text)
    return [it for it in numbers if min(abs(float(it) - secret) for secret in secrets) < TOLD_DEGREES]


def test_what_would_betray_a_position_is_noticed() -> None:
    assert betrayed(f'{{"coordinates":[{HOME.lng},{HOME.lat}]}}')
    assert betrayed("62.1138")
    for point in (HOME, OFFICE):
        cell = snapped(point)
        assert not betrayed(f"[{cell.lng},{cell.lat}]")


async def found(client: RawClient, words: str, **more: Any) -> set[str]:
    ack = await client.ask("search:query", {"q": words, **more})
    assert ack["ok"], ack
    return {item["id"] for item in ack["data"]["items"]}


async def is_indexed(client: RawClient, words: str, listing_ids: set[str]) -> None:
    async def are_found() -> bool:
        return await found(client, words) == listing_ids

    await until(are_found)


async def everything_asked(client: RawClient, listing: dict[str, Any]) -> None:
    """Ask for a listing in every way there is."""
    one = {"listing_id": listing["id"]}
    seller = {"seller_id": listing["seller"]["id"]}
    near = {"near": geo(HOME), "sort": "nearest"}
    for event, body in (
        ("listing:get", one),
        ("listing:browse", seller),
        ("listing:browse", {**seller, **near}),
        ("search:query", {"q": listing["title"]}),
        ("search:query", {"q": listing["title"], **near, "radius_m": 5_000}),
    ):
        assert listing["id"] in str(await client.ask(event, body)), (event, body)


async def pages_of(market: Market, listing_id: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(f"{market.url}/l/{listing_id}") as page:
        return await page.text()


async def documents_of(market: Market) -> str:
    """All that the index holds."""
    address = f"{market.environment['SOUK_SEARCH_URL']}/indexes/{market.environment['SOUK_SEARCH_INDEX']}/documents"
    key = {"Authorization": f"Bearer {market.environment['SOUK_SEARCH_KEY']}"}
    async with aiohttp.ClientSession(headers=key) as http, http.get(address, params={"limit": "1000"}) as answer:
        return await answer.text()


async def journals_of(market: Market) -> str:
    """All that is kept of pushes."""
    async with Redis.from_url(market.environment["SOUK_REDIS_URL"]) as redis:
        names = [name async for name in redis.scan_iter(f"{market.environment['SOUK_REDIS_PREFIX']}journal:*")]
        return str([await redis.xrange(name) for name in names])


async def test_the_exact_position_and_the_floor_are_in_nothing_that_others_can_read(market: Market) -> None:
    sale = {"kind": "fixed", "price": {"amount": 90_000, "currency": "CNY"}, "offers": True}
    sale["offer_floor"] = {"amount": FLOOR, "currency": "CNY"}
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        for client in (seller, buyer):
            await client.ask("feed:watch", {})
        own = await publish(seller, title="Samovar of Yakutsk", location=geo(HOME), sale=sale)
        assert own["location"] == geo(HOME)
        assert own["sale"]["offer_floor"]["amount"] == FLOOR
        assert (await buyer.ask("listing:watch", {"listing_id": own["id"]}))["ok"]
        await is_indexed(buyer, own["title"], {own["id"]})
        await everything_asked(buyer, own)
        moved = await seller.ask("listing:revise", {"listing_id": own["id"], "version": 1, "location": geo(OFFICE)})
        assert moved["data"]["listing"]["location"] == geo(OFFICE)
        await buyer.push("listing:revised")
        await everything_asked(buyer, own)
        everywhere = [*buyer.heard, await documents_of(market), await pages_of(market, own["id"])]
        await seller.ask("listing:withdraw", {"listing_id": own["id"]})
        await buyer.push("listing:withdrawn")
        await seller.push("listing:withdrawn")
        pushed = [said for said in seller.heard if said.startswith("42[")]
        everywhere += [*buyer.heard, *pushed, await journals_of(market), await pages_of(market, own["id"])]
    assert own["id"] in everywhere[-2]
    assert not [(betrayed(text), text) for text in everywhere if betrayed(text) or str(FLOOR) in text]


async def test_the_owner_sees_it_on_all_his_devices_and_nobody_who_pretends(market: Market) -> None:
    async with somebody(market.url) as (seller, me), RawClient(market.url) as phone, somebody(market.url) as (spy, _):
        await phone.connect(token=me["access_token"])
        own = await publish(seller, location=geo(HOME))
        for client, sees in ((seller, True), (phone, True), (spy, False)):
            seen = (await client.ask("listing:get", {"listing_id": own["id"]}))["data"]["listing"]
            shelf = (await client.ask("listing:browse", {"seller_id": me["account"]["id"]}))["data"]["items"]
            assert ("location" in seen, "location" in shelf[0]) == (sees, sees)
        await phone.ask("account:logout", {})
        seen = (await phone.ask("listing:get", {"listing_id": own["id"]}))["data"]["listing"]
        assert "location" not in seen


def corners(cell: Point) -> tuple[Point, Point]:
    """Two points of one cell, more than a kilometre apart."""
    north, east = 0.45 * CELL_DEGREES, 0.45 * CELL_DEGREES / math.cos(math.radians(cell.lat))
    one, other = Point(cell.lng - east, cell.lat - north), Point(cell.lng + east, cell.lat + north)
    assert snapped(one) == snapped(other) == cell
    return one, other


ORIGINS = [
    Point(HOME.lng + lng, HOME.lat + lat)
    for lng, lat in itertools.product((-0.5, -0.02, -0.005, 0.0, 0.005, 0.02, 0.5), repeat=2)
]


@asynccontextmanager
async def neighbours(market: Market, words: str) -> AsyncIterator[tuple[str, list[str]]]:
    """Somebody who has something at both corners of a cell: his id, and theirs in the order of ids."""
    async with somebody(market.url) as (seller, me):
        here, there = corners(snapped(HOME))
        ids = [
            (await publish(seller, title=f"{words} {number}", location=geo(point)))["id"]
            for number, point in enumerate((here, there))
        ]
        yield me["account"]["id"], sorted(ids)


async def test_two_neighbours_stand_in_one_order_wherever_one_looks_from(market: Market) -> None:
    """Were distances exact, the nearer one would come first, and the middle line between them would be found."""
    async with neighbours(market, "Balalaika") as (seller_id, ids), nobody(market.url) as client:
        for origin in ORIGINS:
            body = {"seller_id": seller_id, "sort": "nearest", "near": geo(origin)}
            items = (await client.ask("listing:browse", body))["data"]["items"]
            assert [it["id"] for it in items] == ids


async def test_two_neighbours_come_into_every_circle_together(market: Market) -> None:
    """Were the index exact, a growing circle would reach the one before the other."""
    async with neighbours(market, "Bandura") as (_, ids), nobody(market.url) as client:
        await is_indexed(client, "Bandura", set(ids))
        for origin in corners(snapped(HOME)):
            reached = []
            for radius in range(50, 2_050, 100):
                shown = await found(client, "Bandura", near=geo(origin), radius_m=radius)
                assert shown in (set(), set(ids))
                reached.append(bool(shown))
            assert reached == sorted(reached)
            assert {True, False} == set(reached)


async def test_the_place_is_that_of_the_cell_for_everybody(market: Market) -> None:
    async with neighbours(market, "Gusli") as (seller_id, ids), nobody(market.url) as client:
        items = (await client.ask("listing:browse", {"seller_id": seller_id}))["data"]["items"]
        cell = snapped(HOME)
        assert {it["id"] for it in items} == set(ids)
        assert [it["place"]["point"]["coordinates"] for it in items] == [[cell.lng, cell.lat]] * 2
        assert len({it["place"]["name"] for it in items}) == 1
