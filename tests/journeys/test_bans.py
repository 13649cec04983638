"""A ban holds everywhere within five seconds: on every web process, for what is under way, and for every token."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pymongo import MongoClient

from server.transport.engine.socket import POLICY_VIOLATION
from tests.support.admins import admin
from tests.support.market import Market
from tests.support.people import BICYCLE, PASSWORD, granted, new_request_id, nobody, register
from tests.support.raw import Closed, RawClient

SECONDS = 5.0
"""The longest that somebody who is banned may go on: a promise, so the deadline of these tests."""
DEVICES = 6
pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the market lives


async def _publish_until_cut_off(client: RawClient) -> list[Any]:
    """One thing after the other, until the server hangs up; gives the acks."""
    acks = []
    try:
        while True:
            body = {**BICYCLE, "title": f"Bicycle {new_request_id()}"}
            acks.append(await client.ask("listing:publish", {"request_id": new_request_id(), **body}))
    except (Closed, ConnectionError):
        assert client.socket.close_code == POLICY_VIOLATION
    return acks


def _published_by(market: Market, account_id: str) -> set[str]:
    with MongoClient[dict[str, Any]](market.environment["SOUK_MONGO_URL"]) as client:
        listings = client[market.environment["SOUK_MONGO_DATABASE"]]["listings"]
        return {doc["_id"] for doc in listings.find({"seller.id": account_id}, {"_id": True})}


async def test_sockets_on_both_processes_are_cut_off_while_they_are_at_work(pair: Market) -> None:
    """What was answered ok is there, and nothing comes after the end."""
    async with AsyncExitStack() as stack, admin(pair) as (boss, _):
        devices = [await stack.enter_async_context(nobody(pair.urls[number % 2])) for number in range(DEVICES)]
        me = await register(devices[0])
        account = me["account"]
        for device in devices[1:]:
            await granted(device, "account:login", handle=account["handle"], password=PASSWORD)

        work = [asyncio.create_task(_publish_until_cut_off(it)) for it in devices]
        assert (await boss.ask("account:ban", {"account_id": account["id"], "reason": "spam"}))["ok"]
        async with asyncio.timeout(SECONDS):
            acks = [ack for each in await asyncio.gather(*work) for ack in each]

        there = _published_by(pair, account["id"])
        answered = {ack["data"]["listing"]["id"] for ack in acks if ack["ok"]}
        assert answered <= there
        assert len(there) <= len(answered) + len(devices)
        for url in pair.urls:
            async with RawClient(url) as door:
                assert (await door.connect(token=me["access_token"]))["data"]["code"] == "banned"
            async with nobody(url) as door:
                for event, body in (
                    ("account:refresh", {"refresh_token": me["refresh_token"]}),
                    ("account:login", {"handle": account["handle"], "password": PASSWORD}),
                ):
                    assert (await door.ask(event, body))["error"]["code"] == "banned"
        assert _published_by(pair, account["id"]) == there


async def test_whoever_signs_in_while_he_is_banned_is_let_in_nowhere_for_long(pair: Market) -> None:
    """Devices come by password and by refresh token while the ban is written: refused, or cut off in time."""
    async with AsyncExitStack() as stack, admin(pair) as (boss, _):
        devices = [await stack.enter_async_context(nobody(pair.urls[number % 2])) for number in range(DEVICES)]
        account = (await register(devices[0]))["account"]
        credentials = {"handle": account["handle"], "password": PASSWORD}
        tokens = [await granted(devices[number], "account:login", **credentials) for number in range(2)]
        comers = [await stack.enter_async_context(nobody(pair.urls[number % 2])) for number in range(DEVICES)]
        ban = {"account_id": account["id"], "reason": "spam"}
        banned, *acks = await asyncio.gather(
            boss.ask("account:ban", ban),
            *(comer.ask("account:login", credentials) for comer in comers[2:]),
            *(
                comer.ask("account:refresh", {"refresh_token": its["refresh_token"]})
                for comer, its in zip(comers, tokens, strict=False)
            ),
        )
        assert banned["ok"]
        assert {ack["error"]["code"] for ack in acks if not ack["ok"]} <= {"banned"}
        inside = [comer for comer, ack in zip([*comers[2:], *comers[:2]], acks, strict=True) if ack["ok"]]
        async with asyncio.timeout(SECONDS):
            codes = await asyncio.gather(*(it.closed() for it in (*inside, *devices[:2])))
        assert set(codes) == {POLICY_VIOLATION}
