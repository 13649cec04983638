"""Processes and Redis die while many order: nothing acked is lost, nothing is sold twice, repeats have one effect."""

import asyncio
import signal
from pathlib import Path

import pytest
from pymongo.errors import OperationFailure
from redis.asyncio import Redis

from tests.faults.buyers import BUYERS, STOCK, Buyer, database_of, judged, sale
from tests.faults.conftest import Stage
from tests.faults.planted import DEATHS, first_web_with
from tests.support.paying import opened_bazaar
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


@pytest.mark.parametrize("death", DEATHS)
async def test_a_process_dies_between_two_steps(servers: dict[str, str], tmp_path: Path, death: str) -> None:
    """Whoever was not told asks elsewhere under the same number, and has one order all the same (F1, F2)."""
    async with opened_bazaar(servers, tmp_path, program=first_web_with(death)) as bazaar:
        market = bazaar.market
        async with sale(market) as (buyers, listing_id):
            await asyncio.gather(*(buyer.buy(listing_id) for buyer in buyers))
            assert market.web.child
            assert market.web.child.exit_code == -signal.SIGKILL
            assert await judged(market, buyers, listing_id) == STOCK


async def test_processes_are_killed_one_after_the_other_while_many_order(stage: Stage) -> None:
    over = asyncio.Event()

    async def order_on(buyer: Buyer, listing_id: str) -> None:
        while not over.is_set():
            await buyer.order(listing_id)

    async with sale(stage.market) as (buyers, listing_id):
        async with asyncio.TaskGroup() as group:
            for buyer in buyers:
                group.create_task(order_on(buyer, listing_id))
            for process in (stage.market.worker, *stage.market.webs):
                before = sum(buyer.answers for buyer in buyers)
                await until(lambda: sum(buyer.answers for buyer in buyers) >= before + BUYERS)  # noqa: B023 - awaited
                stage.kill(process)
                await stage.revive(process)
            over.set()
        assert await judged(stage.market, buyers, listing_id) == STOCK


@pytest.mark.parametrize("memory", ["none", "an old one"])
async def test_redis_is_killed_and_comes_back_while_many_order(stage: Stage, memory: str) -> None:
    """Whatever it remembers makes no difference (F8, F9)."""
    async with sale(stage.market) as (buyers, listing_id), asyncio.TaskGroup() as group:
        loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
        await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS // 2)
        if memory != "none":
            async with Redis.from_url(stage.redis_url) as redis:
                await redis.save()
        before = sum(buyer.answers for buyer in buyers)
        await until(lambda: sum(buyer.answers for buyer in buyers) >= before + BUYERS // 2)
        stage.valkey.kill("valkey")
        await stage.valkey.start("valkey")
        await asyncio.gather(*loads)
        assert await judged(stage.market, buyers, listing_id) == STOCK


async def test_answers_of_redis_get_lost_while_many_order(stage: Stage) -> None:
    """What was taken at the gate unheard keeps nobody else from it for good (F12)."""
    async with sale(stage.market) as (buyers, listing_id), asyncio.TaskGroup() as group:
        lost = stage.network.lost
        with stage.network.losing_answers():
            loads = [group.create_task(buyer.buy(listing_id)) for buyer in buyers]
            await until(lambda: stage.network.lost > lost)
            await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS // 2)
        await asyncio.gather(*loads)
        assert await judged(stage.market, buyers, listing_id) <= STOCK


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
