"""Who may take up a connection: only who had it, with the history that both know; all others begin anew."""

import asyncio
from typing import Any

import pytest
import socketio
from redis.asyncio import Redis

from tests.support.comeback import Guest, guest, revise
from tests.support.market import Market
from tests.support.people import publish, register
from tests.support.raw import RawClient
from tests.support.waiting import until


async def watch(client: RawClient, listing: dict[str, Any]) -> None:
    assert (await client.ask("listing:watch", {"listing_id": listing["id"]}))["ok"]


def titles(client: Guest) -> list[str]:
    return [push["listing"]["title"] for push in client.named("listing:revised")]


async def rename(client: RawClient, name: str) -> None:
    version = (await client.ask("account:me", {}))["data"]["account"]["version"]
    ack = await client.ask("account:update", {"version": version, "display_name": name})
    assert ack["ok"], ack


def names(client: Guest) -> list[str]:
    return [push["account"]["display_name"] for push in client.named("account:changed")]


@pytest.mark.parametrize(
    "ticket",
    [
        {"pid": "x" * 24, "offset": "5f.1"},
        {"pid": "", "offset": ""},
        {"pid": 1, "offset": 1},
        {"pid": None},
        {"pid": "x" * 60_000, "offset": "5f.1"},
    ],
    ids=["unknown", "empty", "numbers", "null", "very long"],
)
async def test_a_secret_that_is_not_ours_recovers_nothing(market: Market, ticket: dict[str, Any]) -> None:
    async with guest(market.url, **ticket) as client:
        assert not client.recovered
        assert client.pid not in (None, ticket["pid"])


@pytest.mark.parametrize("offset", ["", "x", ".", "5f.", ".7", "5f.-1", "5f.1e3", "other.1", "{epoch}." + "9" * 40])
async def test_an_offset_that_is_not_ours_recovers_nothing(market: Market, offset: str) -> None:
    async with guest(market.url) as client:
        assert client.offset
        epoch = client.offset.split(".")[0]
        async with guest(market.url, pid=client.pid, offset=offset.replace("{epoch}", epoch)) as other:
            assert not other.recovered
            assert other.pid != client.pid


async def test_who_shows_an_impossible_offset_spoils_nobody_else_s_return(market: Market) -> None:
    async with guest(market.url) as honest, guest(market.url) as liar, guest(market.url) as seller:
        await register(seller)
        listing = await publish(seller)
        for client in (honest, liar):
            await watch(client, listing)
        assert liar.offset
        lie = {"pid": liar.pid, "offset": liar.offset.split(".")[0] + "." + "9" * 40}
        async with Guest(market.url) as honest_again, Guest(market.url) as liar_again:
            await asyncio.gather(honest_again.enter(**honest.ticket), liar_again.enter(**lie))
            assert honest_again.recovered
            assert not liar_again.recovered


async def test_a_stolen_secret_opens_nothing_to_another_account(market: Market) -> None:
    async with guest(market.url) as victim, guest(market.url) as thief:
        await register(victim)
        token = (await register(thief))["access_token"]
        ticket = victim.ticket
        await rename(victim, "Secret name")
        for auth in ({"token": token}, {}):
            async with guest(market.url, **ticket, **auth) as other:
                assert not other.recovered
                await other.settle()
                assert names(other) == []
                assert other.named("server:resync") == []
        await victim.settle()
        assert names(victim) == ["Secret name"]


async def test_who_comes_back_signed_in_hears_what_was_said_to_the_account(market: Market) -> None:
    async with guest(market.url) as client:
        token = (await register(client))["access_token"]
        await client.socket.close()
        async with guest(market.url, token=token) as device:
            await rename(device, "Another name")
        async with guest(market.url, **client.ticket, token=token) as again:
            assert again.recovered
            assert again.sid == client.sid
            assert names(again) == ["Another name"]


async def test_of_what_only_the_newest_matters_only_the_newest_is_replayed(market: Market) -> None:
    async with guest(market.url) as client:
        token = (await register(client))["access_token"]
        await client.socket.close()
        async with guest(market.url, token=token) as device:
            for number in range(5):
                await rename(device, f"Name {number}")
        async with guest(market.url, **client.ticket, token=token) as again:
            assert again.recovered
            assert names(again) == ["Name 4"]


async def test_who_signed_out_hears_nothing_of_the_account_when_it_comes_back(market: Market) -> None:
    async with guest(market.url) as client, guest(market.url) as device:
        me = await register(client)
        await device.ask("account:login", {"handle": me["account"]["handle"], "password": "correct horse battery"})
        assert (await client.ask("account:logout", {}))["ok"]
        await client.socket.close()
        await rename(device, "Private")
        async with guest(market.url, **client.ticket) as again:
            assert again.recovered
            await again.settle()
            assert names(again) == []


async def test_who_was_nobody_before_is_not_taken_up_as_somebody(market: Market) -> None:
    async with guest(market.url) as client, guest(market.url) as other:
        token = (await register(other))["access_token"]
        async with guest(market.url, **client.ticket, token=token) as again:
            assert not again.recovered


async def test_the_old_twin_is_hung_up_on_when_its_client_is_back(market: Market) -> None:
    async with guest(market.url) as old, guest(market.url) as seller:
        await register(seller)
        listing = await publish(seller)
        await watch(old, listing)
        async with guest(market.url, **old.ticket) as new:
            assert new.recovered
            assert new.sid == old.sid
            await old.closed()
            await revise(seller, listing, "heard once")
            await new.push("listing:revised")
            await new.settle()
            assert titles(new) == ["heard once"]


async def test_each_return_may_be_followed_by_another(market: Market) -> None:
    async with guest(market.url) as seller, Guest(market.url) as client:
        await register(seller)
        listing = await publish(seller)
        await client.enter()
        await watch(client, listing)
        ticket = client.ticket
        for number in range(5):
            listing = await revise(seller, listing, f"Title {number}")
            async with guest(market.url, **ticket) as again:
                assert again.recovered
                assert titles(again) == [f"Title {number}"]
                ticket = again.ticket


async def test_a_room_that_was_left_is_not_replayed(market: Market) -> None:
    async with guest(market.url) as seller, guest(market.url) as client:
        await register(seller)
        kept, left = await publish(seller), await publish(seller, title="Another bicycle")
        for listing in (kept, left):
            await watch(client, listing)
        await client.ask("listing:unwatch", {"listing_id": left["id"]})
        await client.socket.close()
        for listing in (left, kept):
            await revise(seller, listing, f"Was {listing['title']}")
        async with guest(market.url, **client.ticket) as again:
            assert again.recovered
            await again.settle()
            assert titles(again) == [f"Was {kept['title']}"]


async def test_what_was_said_before_joining_is_not_replayed(market: Market) -> None:
    async with guest(market.url) as seller, guest(market.url) as client:
        await register(seller)
        listing = await revise(seller, await publish(seller), "Before")
        await watch(client, listing)
        await client.socket.close()
        await revise(seller, listing, "After")
        async with guest(market.url, **client.ticket) as again:
            assert titles(again) == ["After"]


async def test_another_history_is_not_taken_up(market: Market) -> None:
    async with guest(market.url) as client, guest(market.url) as seller:
        await register(seller)
        await watch(client, await publish(seller))
        async with Redis.from_url(market.environment["SOUK_REDIS_URL"]) as redis:
            await redis.delete(f"{market.environment['SOUK_REDIS_PREFIX']}epoch")
        async with guest(market.url, **client.ticket) as again:
            assert not again.recovered
            async with guest(market.url, **again.ticket) as once_more:
                assert once_more.recovered


async def test_a_client_that_wants_no_recovery_gets_pushes_of_one_argument(market: Market) -> None:
    async with guest(market.url) as seller, guest(market.url, recovery=False) as client:
        await register(seller)
        listing = await publish(seller)
        await watch(client, listing)
        await revise(seller, listing, "Plain")
        await client.push("listing:revised")
        assert client.pid is None
        assert client.offset is None
        assert {len(event) for event in client.events} == {2}


async def test_the_stock_python_client_needs_no_handlers_for_offsets(market: Market) -> None:
    heard = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("listing:revised", lambda push: heard.append(push["listing"]["title"]))
    await client.connect(market.url, transports=["websocket"], auth={"recovery": False})
    try:
        async with guest(market.url) as seller:
            await register(seller)
            listing = await publish(seller)
            assert (await client.call("listing:watch", {"listing_id": listing["id"]}))["ok"]
            await revise(seller, listing, "Heard in Python")
            await until(lambda: heard == ["Heard in Python"])
    finally:
        await client.disconnect()


async def test_the_stock_python_client_comes_back_by_hand(market: Market) -> None:
    async with guest(market.url) as seller:
        await register(seller)
        listing = await publish(seller)
        ready, heard = await _python_client(market, listing["id"], {})
        assert heard == []
        await revise(seller, listing, "While Python was away")
        again, heard = await _python_client(market, listing["id"], {"pid": ready[0]["pid"], "offset": ready[1]})
        assert again[0]["recovered"]
        assert heard == ["While Python was away"]


async def _python_client(market: Market, listing_id: str, auth: dict[str, Any]) -> tuple[tuple[Any, str], list[str]]:
    """Connect, watch and hang up; gives the greeting and what was heard until then."""
    heard: list[str] = []
    greeted: list[tuple[Any, str]] = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("server:ready", lambda push, offset: greeted.append((push, offset)))
    client.on("listing:revised", lambda push, _: heard.append(push["listing"]["title"]))
    await client.connect(market.url, transports=["websocket"], auth=auth)
    await until(lambda: bool(greeted))
    assert (await client.call("listing:watch", {"listing_id": listing_id}))["ok"]
    await client.disconnect()
    return greeted[0], heard
