"""Processes and Redis die while many order: nothing acked is lost, nothing is sold twice, repeats have one effect."""

import asyncio

import pytest
from pymongo.errors import OperationFailure
from redis.asyncio import Redis

from tests.faults.buyers import BUYERS, STOCK, database_of, judged, sale
from tests.faults.conftest import Stage
from tests.support.waiting import until


async def test_a_process_is_killed_while_many_order(stage: Stage) -> None:
    async with sale(stage.market) as (buyers, listing_id), asyncio.TaskGroup() as group:
        loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
        await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS // 2)
        stage.kill(stage.market.web)
        try:
            await asyncio.gather(*loads)
            assert await judged(stage.market, buyers, listing_id) == STOCK
        finally:
            await stage.revive(stage.market.web)


async def test_what_a_dead_process_was_writing_keeps_nobody_from_ordering_for_long(stage: Stage) -> None:
    async with sale(stage.market) as (buyers, listing_id), database_of(stage.market) as database:
        async with database.client.start_session() as session:
            await session.start_transaction()
            left = {"$set": {"left": "half done"}}
            await database["listings"].update_one({"_id": listing_id}, left, session=session)
            await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
            with pytest.raises(OperationFailure, match="aborted"):
                await session.commit_transaction()
        assert await judged(stage.market, buyers, listing_id) == STOCK


async def test_redis_forgets_everything_again_and_again_while_many_order(stage: Stage) -> None:
    async with (
        sale(stage.market) as (buyers, listing_id),
        Redis.from_url(stage.redis_url) as redis,
        asyncio.TaskGroup() as group,
    ):
        loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
        while not all(load.done() for load in loads):
            await redis.flushall()
            await redis.script_flush()
            await asyncio.wait(loads, timeout=0.05)
        await asyncio.gather(*loads)
        assert await judged(stage.market, buyers, listing_id) == STOCK


async def test_redis_stands_still_while_many_order(stage: Stage) -> None:
    async with sale(stage.market) as (buyers, listing_id):
        with stage.paused(stage.valkey_pid):
            await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
        assert await judged(stage.market, buyers, listing_id) == STOCK
