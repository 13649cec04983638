"""Laws of listings over real sockets: one effect for one wish on any process, and a picture that pushes keep true."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson
import pytest

from handlers.catalogue import EVENTS
from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

TWINS = 12


def listings(client: RawClient) -> list[tuple[str, dict[str, Any]]]:
    """Every push heard so far that shows a listing, with its name."""
    return [(name, push["listing"]) for name, push in client.pushes if name.startswith("listing:")]


async def settle(client: RawClient) -> None:
    """Return once everything that was sent to this client before now is in `pushes`."""
    assert (await client.ask("server:time", {}))["ok"]


async def hears(client: RawClient, name: str, listing_id: str, version: int) -> None:
    """Wait for a push about one version of a listing."""

    async def has_heard() -> bool:
        await settle(client)
        return (name, listing_id, version) in [(said, it["id"], it["version"]) for said, it in listings(client)]

    await until(has_heard)


async def shelf_of(client: RawClient, account_id: str, **more: Any) -> list[dict[str, Any]]:
    """Everything that somebody sells, page by page."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        ack = await client.ask("listing:browse", {"seller_id": account_id, "limit": 100, **more, **cursor})
        assert ack["ok"], ack
        items += ack["data"]["items"]
        if ack["data"]["next_cursor"] is None:
            return items
        cursor = {"cursor": ack["data"]["next_cursor"]}


@asynccontextmanager
async def devices(market: Market, token: str, count: int) -> AsyncIterator[list[RawClient]]:
    """As many connections of one account, dealt out to all web processes."""
    async with AsyncExitStack() as stack:
        urls = [market.urls[n % len(market.urls)] for n in range(count)]
        clients = [await stack.enter_async_context(RawClient(url)) for url in urls]
        for client in clients:
            assert "sid" in await client.connect(token=token)
        yield clients


async def at_once(clients: Sequence[RawClient], event: str, *bodies: dict[str, Any]) -> list[Any]:
    """Each client sends one of the bodies, all at the same time."""
    return await asyncio.gather(*(client.ask(event, bodies[n % len(bodies)]) for n, client in enumerate(clients)))


def codes(acks: Sequence[Any]) -> Counter[str]:
    return Counter("ok" if ack["ok"] else ack["error"]["code"] for ack in acks)


async def test_twins_on_two_processes_get_one_answer_and_are_heard_once(pair: Market) -> None:
    async with somebody(pair.url) as (seller, me), nobody(pair.urls[1]) as passer_by:
        await passer_by.ask("feed:watch", {"category": "guitars"})
        async with devices(pair, me["access_token"], TWINS) as clients:
            body = {"request_id": new_request_id(), **BICYCLE, "category": "guitars"}
            first, *others = await at_once(clients, "listing:publish", body)
            again = await at_once(clients, "listing:publish", body)
        assert first["ok"], first
        assert all(ack == first for ack in (*others, *again))
        assert await shelf_of(seller, me["account"]["id"]) == [first["data"]["listing"]]
        await hears(passer_by, "listing:published", first["data"]["listing"]["id"], 1)
        assert len(listings(passer_by)) == 1


async def test_one_request_id_is_good_for_one_body(pair: Market) -> None:
    async with somebody(pair.url) as (seller, me), devices(pair, me["access_token"], TWINS) as clients:
        one, other = ({"request_id": "0123456789abcdef", **BICYCLE, "title": title} for title in ("One", "Other"))
        acks = await at_once(clients, "listing:publish", one, other)
        assert codes(acks) == {"ok": TWINS // 2, "idempotency_mismatch": TWINS // 2}
        (listing,) = await shelf_of(seller, me["account"]["id"])
        assert all(ack["data"]["listing"] == listing for ack in acks if ack["ok"])


async def test_a_request_id_belongs_to_its_account(pair: Market) -> None:
    body = {"request_id": new_request_id(), **BICYCLE}
    async with somebody(pair.urls[0]) as (anna, _), somebody(pair.urls[1]) as (bert, _):
        hers, his = await at_once([anna, bert], "listing:publish", body)
    assert hers["data"]["listing"]["id"] != his["data"]["listing"]["id"]


async def test_many_clicks_on_two_processes_publish_once(pair: Market) -> None:
    async with somebody(pair.url) as (seller, me), devices(pair, me["access_token"], TWINS) as clients:
        bodies = [{"request_id": new_request_id(), **BICYCLE} for _ in range(TWINS)]
        assert codes(await at_once(clients, "listing:publish", *bodies)) == {"ok": 1, "listing_duplicate": TWINS - 1}
        assert len(await shelf_of(seller, me["account"]["id"])) == 1
        assert (await publish(seller, title="Another bicycle"))["title"] == "Another bicycle"


@pytest.mark.parametrize("patience", ["none", "some"])
async def test_who_was_cut_off_before_the_answer_asks_again_elsewhere(pair: Market, patience: str) -> None:
    body = {"request_id": new_request_id(), **BICYCLE, "title": f"Bicycle after {patience}"}
    async with somebody(pair.urls[1]) as (seller, me):
        async with RawClient(pair.urls[0]) as cut_off:
            await cut_off.connect(token=me["access_token"])
            await cut_off.say("421" + orjson.dumps(["listing:publish", body]).decode())
            if patience == "some":
                await settle(cut_off)
        first, again = [await seller.ask("listing:publish", body) for _ in range(2)]
        assert first == again
        assert await shelf_of(seller, me["account"]["id"]) == [first["data"]["listing"]]


async def test_what_is_refused_is_heard_by_nobody(pair: Market) -> None:
    async with somebody(pair.urls[0]) as (seller, _), nobody(pair.urls[1]) as client:
        await client.ask("feed:watch", {"category": "pianos"})
        body = {"request_id": new_request_id(), **BICYCLE, "category": "pianos"}
        listing = (await seller.ask("listing:publish", body))["data"]["listing"]
        change = {"listing_id": listing["id"], "version": 9, "title": "Another"}
        price = {"amount": 1, "currency": "USD"}
        for event, wrong in (
            ("listing:publish", {**body, "title": "Another"}),
            ("listing:publish", {**body, "request_id": new_request_id()}),
            ("listing:publish", {**body, "request_id": new_request_id(), "sale": {"kind": "fixed", "price": price}}),
            ("listing:revise", change),
            ("listing:revise", {**change, "version": 1, "category": "spaceships"}),
            ("listing:withdraw", {"listing_id": "nowhere"}),
        ):
            assert not (await seller.ask(event, wrong))["ok"]
        assert (await seller.ask("listing:withdraw", {"listing_id": listing["id"]}))["ok"]
        await hears(client, "listing:withdrawn", listing["id"], 2)
        assert [name for name, _ in listings(client)] == ["listing:published", "listing:withdrawn"]


async def test_of_many_changes_of_one_version_on_two_processes_one_is_made(pair: Market) -> None:
    async with somebody(pair.url) as (seller, me), devices(pair, me["access_token"], TWINS) as clients:
        listing = await publish(seller)
        await clients[1].ask("listing:watch", {"listing_id": listing["id"]})
        bodies = [{"listing_id": listing["id"], "version": 1, "title": f"Try {n}"} for n in range(TWINS)]
        acks = await at_once(clients, "listing:revise", *bodies)
        assert codes(acks) == {"ok": 1, "listing_changed": TWINS - 1}
        (revised,) = (ack["data"]["listing"] for ack in acks if ack["ok"])
        await hears(clients[1], "listing:revised", listing["id"], 2)
        assert [it for _, it in listings(clients[1])] == [revised]


async def test_of_withdrawing_and_changing_at_once_both_are_in_order(pair: Market) -> None:
    async with somebody(pair.url) as (seller, me), devices(pair, me["access_token"], 2) as clients:
        listing = await publish(seller)
        change, gone = await asyncio.gather(
            clients[0].ask("listing:revise", {"listing_id": listing["id"], "version": 1, "title": "New"}),
            clients[1].ask("listing:withdraw", {"listing_id": listing["id"]}),
        )
        seen = (await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert gone["ok"], gone
        assert seen["state"] == "withdrawn"
        assert seen["version"] == (3 if change["ok"] else 2)
        assert change["ok"] or change["error"]["code"] in {"listing_withdrawn", "listing_changed"}


async def act(seller: RawClient, shelf: list[dict[str, Any]], category: str, dice: random.Random) -> None:
    """Publish, change or withdraw something, as a seller may."""
    choice = dice.choice(["publish", "revise", "revise", "withdraw"])
    if choice == "publish" or not shelf:
        shelf.append(await publish(seller, category=category, title=secrets.token_hex(8)))
        return
    place = dice.randrange(len(shelf))
    body = {"listing_id": shelf[place]["id"]}
    if choice == "withdraw":
        assert (await seller.ask("listing:withdraw", body))["ok"]
        del shelf[place]
        return
    price = {"amount": dice.randrange(1, 10_000), "currency": "CNY"}
    body |= {"version": shelf[place]["version"], "sale": {"kind": "fixed", "price": price}}
    shelf[place] = (await seller.ask("listing:revise", body))["data"]["listing"]


def folded(snapshot: Sequence[dict[str, Any]], pushes: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """What a client holds that read a list and then heard pushes, newest first."""
    held = {it["id"]: it for it in snapshot}
    gone = {it["id"] for name, it in pushes if name == "listing:withdrawn"}
    for _, it in pushes:
        if it["id"] not in held or it["version"] > held[it["id"]]["version"]:
            held[it["id"]] = it
    live = [it for it in held.values() if it["id"] not in gone]
    return sorted(live, key=lambda it: (it["published_at"], it["id"]), reverse=True)


@pytest.mark.parametrize("category", ["camping", "fitness", "rackets", "skates"])
async def test_what_was_read_and_what_was_heard_make_what_is_read_later(pair: Market, category: str) -> None:
    """Each time in a feed of its own, which so many acts do not crowd."""
    dice = random.Random(category)
    async with somebody(pair.urls[0]) as (seller, me), nobody(pair.urls[1]) as client:
        shelf: list[dict[str, Any]] = []
        for _ in range(3):
            await act(seller, shelf, category, dice)
        await client.ask("feed:watch", {"category": category})
        before = await shelf_of(client, me["account"]["id"])
        for _ in range(12):
            await act(seller, shelf, category, dice)
        after = await shelf_of(seller, me["account"]["id"])

        async def agrees() -> bool:
            await settle(client)
            return folded(before, listings(client)) == after

        await until(agrees)
        told = Counter((name, it["id"], it["version"]) for name, it in listings(client))
        assert set(told.values()) <= {1}


async def test_who_begins_to_watch_while_it_changes_misses_nothing(pair: Market) -> None:
    async with somebody(pair.urls[0]) as (seller, _), nobody(pair.urls[1]) as client:
        listing = await publish(seller)

        async def change() -> None:
            for version in range(1, 11):
                body = {"listing_id": listing["id"], "version": version, "title": f"Version {version + 1}"}
                assert (await seller.ask("listing:revise", body))["ok"]

        changing = asyncio.create_task(change())
        seen = (await client.ask("listing:watch", {"listing_id": listing["id"]}))["data"]["listing"]
        await changing
        if seen["version"] < 11:
            await hears(client, "listing:revised", listing["id"], 11)
        heard = [it["version"] for _, it in listings(client)]
        assert len(set(heard)) == len(heard)
        assert set(range(seen["version"] + 1, 12)) <= set(heard)


async def test_who_stands_in_several_rooms_hears_a_change_once(pair: Market) -> None:
    async with somebody(pair.urls[0]) as (seller, _), nobody(pair.urls[1]) as client:
        for feed in ({}, {"category": "sports"}, {"category": "bicycles"}):
            await client.ask("feed:watch", feed)
        listing = await publish(seller)
        await hears(client, "listing:published", listing["id"], 1)
        await client.ask("listing:watch", {"listing_id": listing["id"]})
        await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        await hears(client, "listing:withdrawn", listing["id"], 2)
        await settle(client)
        told = Counter((name, it["id"]) for name, it in listings(client) if it["id"] == listing["id"])
        assert told == {("listing:published", listing["id"]): 1, ("listing:withdrawn", listing["id"]): 1}


async def test_who_unwatches_hears_no_more(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as stays, nobody(market.url) as leaves:
        listing = await publish(seller)
        for client in (stays, leaves):
            await client.ask("listing:watch", {"listing_id": listing["id"]})
        await leaves.ask("listing:unwatch", {"listing_id": listing["id"]})
        await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        await hears(stays, "listing:withdrawn", listing["id"], 2)
        await settle(leaves)
        assert listings(leaves) == []


async def test_a_crowded_feed_is_counted_and_every_listing_is_shown_or_counted(market: Market) -> None:
    counts: list[int] = []
    async with somebody(market.url) as (_, me), nobody(market.url) as client:
        await client.ask("feed:watch", {"category": "comics"})
        published = 0
        async with devices(market, me["access_token"], 60) as clients:

            async def is_crowded() -> bool:
                nonlocal published
                bodies = [
                    {"request_id": new_request_id(), **BICYCLE, "category": "comics", "title": secrets.token_hex(8)}
                    for _ in clients
                ]
                assert codes(await at_once(clients, "listing:publish", *bodies)) == {"ok": 60}
                published += 60
                return await all_told()

            async def all_told() -> bool:
                await settle(client)
                counts[:] = [push["count"] for name, push in client.pushes if name == "feed:moved"]
                return bool(counts)

            await until(is_crowded)

        async def is_whole() -> bool:
            await all_told()
            return len(listings(client)) + sum(counts) == published

        await until(is_whole)
        shown = {it["id"] for _, it in listings(client)}
        there = {it["id"] for it in await shelf_of(client, me["account"]["id"])}
        assert len(shown) == len(listings(client))
        assert len(there) == published
        assert shown < there


def test_no_request_names_a_room() -> None:
    fields = {field for event in EVENTS.values() for field in event.takes.model_fields}
    assert not fields & {"room", "rooms", "channel", "sid", "to", "namespace"}


@pytest.mark.parametrize(
    ("event", "spelled"),
    [
        ("listing:watch", lambda room: {"listing_id": room}),
        ("listing:watch", lambda room: {"listing_id": room.split(":")[1]}),
        ("feed:watch", lambda room: {"category": room}),
        ("feed:watch", lambda room: {"category": room.split(":")[1]}),
        ("feed:watch", lambda room: {"room": room}),
        ("feed:watch", lambda room: {"category": [room]}),
        ("listing:watch", lambda room: {"listing_id": {"$ne": room}}),
    ],
)
async def test_nobody_gets_into_a_room_of_his_own_choice(market: Market, event: str, spelled: Any) -> None:
    async with somebody(market.url) as (anna, me), somebody(market.url) as (spy, _):
        ack = await spy.ask(event, spelled(f"account:{me['account']['id']}"))
        assert ack["error"]["code"] in {"invalid_payload", "listing_not_found"}
        assert (await anna.ask("account:update", {"version": 1, "bio": "for Anna alone"}))["ok"]
        await anna.push("account:changed")
        await settle(spy)
        assert "for Anna alone" not in "".join(spy.heard)
