"""The stock client's time-outs and retries: sent at least once, done exactly once."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.comeback import Guest, guest
from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, register
from tests.support.stock import StockClient, stock_client
from tests.support.waiting import until


@pytest.fixture
async def seller(market: Market) -> AsyncIterator[tuple[Guest, dict[str, Any]]]:
    """Somebody on another connection, with what he needs to sign in by the stock client too."""
    async with guest(market.url) as client:
        yield client, await register(client)


@pytest.fixture
async def client() -> AsyncIterator[StockClient]:
    async with stock_client() as it:
        yield it


@contextmanager
def standing_still(market: Market) -> Iterator[None]:
    os.kill(market.web.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(market.web.pid, signal.SIGCONT)


def bicycle() -> dict[str, Any]:
    return {"request_id": new_request_id(), **BICYCLE}


async def published(seller: Guest, account_id: str) -> list[str]:
    """Ids of what somebody has for sale."""
    ack = await seller.ask("listing:browse", {"seller_id": account_id})
    return [listing["id"] for listing in ack["data"]["items"]]


async def test_an_ack_that_does_not_come_in_time_is_an_error_and_the_next_one_is_none(
    market: Market, client: StockClient
) -> None:
    await client.open(market.url)
    with standing_still(market):
        late = await client.answer(client.send("server:time", {}, seconds=0.2))
    assert late["error"] == "operation has timed out"
    assert "now" in await client.ask("server:time", {})
    assert len(client.all("ack")) == 2


async def test_what_is_repeated_until_it_is_acked_is_done_once(
    market: Market, client: StockClient, seller: tuple[Guest, dict[str, Any]]
) -> None:
    raw, me = seller
    await client.open(market.url, retries=20, ackTimeout=200, auth={"token": me["access_token"]})
    with standing_still(market):
        number = client.send("listing:publish", bicycle())
        await until(lambda: client.sent("listing:publish") >= 3)
    answer = await client.answer(number)
    assert answer["ack"]["ok"], answer
    assert await published(raw, me["account"]["id"]) == [answer["ack"]["data"]["listing"]["id"]]


async def test_what_was_cut_off_is_sent_again_over_the_next_connection_and_done_once(
    market: Market, client: StockClient, seller: tuple[Guest, dict[str, Any]]
) -> None:
    raw, me = seller
    await client.open(market.url, retries=20, ackTimeout=5_000, auth={"token": me["access_token"]})
    number = client.send("listing:publish", bicycle())
    client.tell("drop")
    assert await client.back(1)
    answer = await client.answer(number)
    assert answer["ack"]["ok"], answer
    assert await published(raw, me["account"]["id"]) == [answer["ack"]["data"]["listing"]["id"]]


async def test_a_lost_ack_is_given_again_on_another_connection(
    market: Market, client: StockClient, seller: tuple[Guest, dict[str, Any]]
) -> None:
    raw, me = seller
    body = bicycle()
    first = await raw.ask("listing:publish", body)
    await client.open(market.url, auth={"token": me["access_token"]})
    assert await client.ask("listing:publish", body) == first["data"]
    other = await client.answer(client.send("listing:publish", {**body, "title": "Something else"}))
    assert other["ack"]["error"]["code"] == "idempotency_mismatch"
    assert await published(raw, me["account"]["id"]) == [first["data"]["listing"]["id"]]


async def test_a_queue_of_requests_is_done_in_its_order_over_several_connections(
    market: Market, client: StockClient, seller: tuple[Guest, dict[str, Any]]
) -> None:
    raw, me = seller
    await client.open(market.url, retries=20, ackTimeout=5_000, auth={"token": me["access_token"]})
    numbers = [client.send("listing:publish", {**bicycle(), "title": f"Bicycle {n}"}) for n in range(6)]
    for connections in (1, 2, 3):
        client.tell("drop")
        await client.back(connections)
    answers = [await client.answer(number) for number in numbers]
    ids = [answer["ack"]["data"]["listing"]["id"] for answer in answers]
    assert [it["number"] for it in client.all("ack")] == numbers
    assert sorted(await published(raw, me["account"]["id"])) == sorted(ids)
