"""Processes die or stand still: nothing acked is lost, and an older twin that wakes changes nothing."""

import asyncio
import os
from contextlib import AsyncExitStack, suppress
from typing import Any

from tests.faults.conftest import Stage
from tests.faults.followers import GONE, Follower, agree, crowd, following, living, talking
from tests.support.comeback import Guest, guest, revise
from tests.support.people import publish, register
from tests.support.raw import RawClient
from tests.support.waiting import until

SELLERS = 4
REQUESTS = int(os.environ.get("SOUK_FAULT_REQUESTS", "100"))


async def test_nothing_acked_is_lost_when_a_process_is_killed_under_load(stage: Stage) -> None:
    dying, other = stage.market.urls
    async with AsyncExitStack() as stack:
        sellers = [await stack.enter_async_context(guest(dying)) for _ in range(SELLERS)]
        listings = [await _listing(seller, "Under load") for seller in sellers]
        followers = await stack.enter_async_context(following([other], [listing["id"] for listing in listings]))
        loads = [asyncio.create_task(_revise_until_cut(*both)) for both in zip(sellers, listings, strict=True)]
        await until(lambda: sum(map(_answers, sellers)) >= REQUESTS)
        stage.kill(stage.market.web)
        try:
            acked = await asyncio.gather(*loads)
            await agree(other, followers, [listing["id"] for listing in listings])
            for listing, version in zip(listings, acked, strict=True):
                assert followers[0].model[listing["id"]]["version"] >= version > listing["version"]
        finally:
            await stage.revive(stage.market.web)


async def _listing(client: Guest, title: str) -> dict[str, Any]:
    await register(client)
    return await publish(client, title=title)


def _answers(client: Guest) -> int:
    return len([said for said in client.heard if said.startswith("43")])


async def _revise_until_cut(client: Guest, listing: dict[str, Any]) -> int:
    """Change it until the connection is cut; gives the last version that was acked."""
    with suppress(*GONE):
        while True:
            listing = await revise(client, listing, f"After version {listing['version']}")
    version: int = listing["version"]
    return version


async def _next_version(reader: Guest, listing_id: str) -> int:
    while True:
        push = await reader.push("listing:revised")
        if push["listing"]["id"] == listing_id:
            return int(push["listing"]["version"])


async def test_the_relay_announces_what_a_dead_process_could_not(stage: Stage) -> None:
    """Redis stands still, so that the write is acked and nobody is told; then who should have told dies."""
    dying, other = stage.market.urls
    async with guest(other) as reader, guest(dying) as seller:
        listing = await _listing(seller, "Never announced")
        assert (await reader.ask("listing:watch", {"listing_id": listing["id"]}))["ok"]
        with stage.paused(stage.valkey_pid):
            listing = await revise(seller, listing, "Announced by the relay")
            stage.kill(stage.market.web)
        try:
            assert await _next_version(reader, listing["id"]) == listing["version"]
        finally:
            await stage.revive(stage.market.web)


async def test_everybody_on_a_process_that_is_killed_goes_on_where_the_others_are(stage: Stage) -> None:
    dying, other = stage.market.urls
    async with crowd(other, [dying] * 4) as (talker, followers):
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            stage.kill(stage.market.web)
            try:
                before = talker.acked
                await until(lambda: talker.acked >= before + 10)
                for follower in followers:
                    follower.url = other
                await until(lambda: all(follower.recovered for follower in followers))
                before = talker.acked
                await until(lambda: talker.acked >= before + 10)
            finally:
                await stage.revive(stage.market.web)
        await agree(other, followers, list(talker.newest))
        for follower in followers:
            for listing_id, versions in follower.versions.items():
                assert versions == list(range(2, follower.model[listing_id]["version"] + 1))


async def test_clients_of_a_process_that_stood_still_lose_nothing_and_hear_nothing_twice(stage: Stage) -> None:
    sleeping, other = stage.market.urls
    async with AsyncExitStack() as stack:
        talker, _ = await stack.enter_async_context(crowd(other, []))
        ids = list(talker.newest)
        older = [Follower(sleeping, ids) for _ in range(4)]
        connections = await stack.enter_async_context(living(older))
        await until(lambda: all(len(it.model) == len(ids) for it in older))
        async with talking(talker):
            await until(lambda: talker.acked >= 10)
            with stage.paused(stage.market.web.pid):
                twins = [it.twin(other) for it in older]
                await stack.enter_async_context(living(twins))
                await until(lambda: all(it.recovered for it in twins))
                before = talker.acked
                await until(lambda: talker.acked >= before + 10)
            await until(lambda: all(it.done() for it in connections))
            before = talker.acked
            await until(lambda: talker.acked >= before + 10)
        await agree(sleeping, twins, ids)
        for it in twins:
            for listing_id, versions in it.versions.items():
                assert versions == list(range(2, it.model[listing_id]["version"] + 1))


async def test_a_paused_twin_that_wakes_is_hung_up_on_and_writes_nothing(stage: Stage) -> None:
    sleeping, other = stage.market.urls
    async with guest(other) as seller, Guest(sleeping) as old, Guest(other) as new:
        first = await _listing(seller, "First")
        second = await publish(seller, title="Second")
        third = await publish(seller, title="Third")
        await old.enter()
        await _watch(old, first)
        with stage.paused(stage.market.web.pid):
            await old.say(f'427["listing:watch",{{"listing_id":"{third["id"]}"}}]')
            await new.enter(**old.ticket)
            assert new.recovered
            await _watch(new, second)
        await old.closed()
        for listing in (first, second, third):
            await revise(seller, listing, f"{listing['title']} revised")
        await _until_heard(new, 2)
        await new.settle()
        await new.socket.close()
        async with guest(sleeping, **new.ticket) as again:
            assert again.recovered
            for listing in (first, second, third):
                shown = (await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
                await revise(seller, shown, f"{listing['title']} again")
            await _until_heard(again, 2)
            await again.settle()
            titles = [push["listing"]["title"] for push in again.named("listing:revised")]
            assert titles == ["First again", "Second again"]


async def _watch(client: RawClient, listing: dict[str, Any]) -> None:
    assert (await client.ask("listing:watch", {"listing_id": listing["id"]}))["ok"]


async def _until_heard(client: Guest, revisions: int) -> None:
    while len(client.named("listing:revised")) < revisions:
        await client.hear()
