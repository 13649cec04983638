"""Processes and Redis die while many order: nothing acked is lost, nothing is sold twice, repeats have one effect."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure
from redis.asyncio import Redis

from tests.faults.books import Told, everything
from tests.faults.conftest import Stage
from tests.faults.followers import GONE, PAUSE
from tests.support.buying import units
from tests.support.people import PARCEL, new_request_id, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

BUYERS = 12
EACH = 3
STOCK = 20
LATER = {"unavailable", "unconfirmed", "timeout"}


class Buyer:
    """Orders the same thing again and again, on another process when his own is gone; repeats what was not answered."""

    def __init__(self, client: RawClient, token: str, urls: Sequence[str]) -> None:
        self.client, self.token, self.urls = client, token, list(urls)
        self.told: list[Told] = []
        self._lines = AsyncExitStack()

    async def buy(self, listing_id: str) -> None:
        for _ in range(EACH):
            self.told.append(told := Told(new_request_id()))
            await self._until_answered(told, listing_id)

    async def _until_answered(self, told: Told, listing_id: str) -> None:
        async with asyncio.timeout(60):
            while True:
                answer = await self.ask(told, listing_id)
                if answer and (answer["ok"] or answer["error"]["code"] not in LATER):
                    return

    async def ask(self, told: Told, listing_id: str) -> Any:
        body = {"request_id": told.request_id, "listing_id": listing_id, **PARCEL}
        try:
            answer = await self.client.ask("order:place", body)
        except GONE:
            answer = None
            await self._move()
        told.answers.append(answer)
        return answer

    async def _move(self) -> None:
        """To the next process, as soon as it lets him in."""
        self.urls.append(self.urls.pop(0))
        while not await self._enter():
            await asyncio.sleep(PAUSE)

    async def _enter(self) -> bool:
        await self.leave()
        with suppress(*GONE):
            self.client = await self._lines.enter_async_context(RawClient(self.urls[0]))
            return "sid" in await self.client.connect(token=self.token)
        return False

    async def leave(self) -> None:
        with suppress(*GONE):
            await self._lines.aclose()

    @property
    def answers(self) -> int:
        return sum(len(it.answers) for it in self.told)


@asynccontextmanager
async def sale(stage: Stage) -> AsyncIterator[tuple[list[Buyer], str]]:
    """So many units of one thing, and buyers on the first process who want more than there are."""
    async with AsyncExitStack() as stack:
        seller, _ = await stack.enter_async_context(somebody(stage.market.urls[1]))
        listing = await publish(seller, title="Wanted by many", sale=units(STOCK))
        buyers = []
        for _ in range(BUYERS):
            client, me = await stack.enter_async_context(somebody(stage.market.urls[0]))
            buyers.append(buyer := Buyer(client, me["access_token"], stage.market.urls))
            stack.push_async_callback(buyer.leave)
        yield buyers, listing["id"]


@asynccontextmanager
async def database_of(stage: Stage) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    environment = stage.market.environment
    async with AsyncMongoClient[dict[str, Any]](environment["SOUK_MONGO_URL"]) as client:
        yield client[environment["SOUK_MONGO_DATABASE"]]


async def judged(stage: Stage, buyers: Sequence[Buyer], listing_id: str) -> int:
    """Everybody asks everything once more, then the books are opened; gives how many orders there are."""
    for buyer in buyers:
        for told in buyer.told:
            if told.order_id:
                await buyer.ask(told, listing_id)
    async with database_of(stage) as database:
        orders = await database["orders"].find({"item.id": listing_id}).to_list()
        listings = await database["listings"].find({"_id": listing_id}).to_list()
    history = [it for buyer in buyers for it in buyer.told]
    assert everything(history, orders, listings) == []
    return len(orders)


async def test_a_process_is_killed_while_many_order(stage: Stage) -> None:
    async with sale(stage) as (buyers, listing_id), asyncio.TaskGroup() as group:
        loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
        await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS // 2)
        stage.kill(stage.market.web)
        try:
            await asyncio.gather(*loads)
            assert await judged(stage, buyers, listing_id) == STOCK
        finally:
            await stage.revive(stage.market.web)


async def test_what_a_dead_process_was_writing_keeps_nobody_from_ordering_for_long(stage: Stage) -> None:
    async with sale(stage) as (buyers, listing_id), database_of(stage) as database:
        async with database.client.start_session() as session:
            await session.start_transaction()
            left = {"$set": {"left": "half done"}}
            await database["listings"].update_one({"_id": listing_id}, left, session=session)
            await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
            with pytest.raises(OperationFailure, match="aborted"):
                await session.commit_transaction()
        assert await judged(stage, buyers, listing_id) == STOCK


async def test_redis_forgets_everything_again_and_again_while_many_order(stage: Stage) -> None:
    async with (
        sale(stage) as (buyers, listing_id),
        Redis.from_url(stage.redis_url) as redis,
        asyncio.TaskGroup() as group,
    ):
        loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
        while not all(load.done() for load in loads):
            await redis.flushall()
            await redis.script_flush()
            await asyncio.wait(loads, timeout=0.05)
        await asyncio.gather(*loads)
        assert await judged(stage, buyers, listing_id) == STOCK


async def test_redis_stands_still_while_many_order(stage: Stage) -> None:
    async with sale(stage) as (buyers, listing_id):
        with stage.paused(stage.valkey_pid):
            await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
        assert await judged(stage, buyers, listing_id) == STOCK
