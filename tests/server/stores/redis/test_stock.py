"""The gate before the stock: as many get in as there are units, a repeat takes nothing, it never stands in the way."""

import asyncio
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from handlers.ports import Admission
from models.listing import FixedSale, Listing
from models.money import Money
from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.stores.redis.stock import RedisStock
from server.tasks import Tasks
from tests.support.listings import a_listing
from tests.support.waiting import until


@pytest.fixture
def gate(scripts: Scripts, keys: Keys) -> RedisStock:
    return RedisStock(scripts, keys)


def stocked(stock: int) -> Listing:
    return a_listing(sale=FixedSale(Money(100, "CNY"), stock, offers=False, offer_floor=None))


async def test_of_many_on_two_processes_as_many_get_in_as_there_are_units(
    gate: RedisStock, elsewhere: Scripts, keys: Keys
) -> None:
    processes, it = (gate, RedisStock(elsewhere, keys)), stocked(10)
    said = await asyncio.gather(*(processes[n % 2].admit(it, str(n), 1) for n in range(60)))
    assert (said.count(Admission.TAKEN), said.count(Admission.FULL)) == (10, 50)


async def test_a_repeat_keeps_what_it_has_and_takes_no_more(gate: RedisStock) -> None:
    it = stocked(2)
    assert await gate.admit(it, "claim", 2) is Admission.TAKEN
    assert await gate.admit(it, "claim", 2) is Admission.KEPT
    assert await gate.admit(it, "other", 1) is Admission.FULL


async def test_what_came_to_nothing_is_given_back_once(gate: RedisStock) -> None:
    it = stocked(1)
    await gate.admit(it, "claim", 1)
    for _ in range(3):
        gate.let_go(it.id, "claim")
    assert await gate.admit(it, "second", 1) is Admission.TAKEN
    assert await gate.admit(it, "third", 1) is Admission.FULL


async def test_units_that_came_back_are_counted_from_the_latest_version(gate: RedisStock) -> None:
    it = stocked(3)
    await gate.admit(replace(it, available=0, version=4), "early", 1)
    gate.reopen(replace(it, available=2, version=6))
    gate.reopen(replace(it, available=0, version=5))
    said = await asyncio.gather(*(gate.admit(replace(it, available=0, version=4), str(n), 1) for n in range(3)))
    assert said.count(Admission.TAKEN) == 2


async def test_a_gate_that_was_lost_opens_anew_from_what_mongodb_says(
    gate: RedisStock, redis: Redis, keys: Keys
) -> None:
    it = stocked(1)
    await gate.admit(it, "claim", 1)
    await redis.delete(keys.stock(it.id))
    assert await gate.admit(replace(it, available=0, version=2), "other", 1) is Admission.FULL
    assert await gate.admit(replace(it, available=0, version=2), "claim", 1) is Admission.FULL


async def test_without_redis_everybody_is_let_through_to_mongodb(keys: Keys) -> None:
    tasks = Tasks()
    async with connect("redis://127.0.0.1:9") as nowhere:
        gate = RedisStock(Scripts(nowhere, tasks), keys)
        assert await gate.admit(stocked(1), "claim", 5) is Admission.KEPT
        gate.let_go(stocked(1).id, "claim")
        gate.reopen(stocked(1))
        await until(lambda: gate._scripts.failures >= 3)
        await tasks.cancel()


async def test_a_gate_that_lets_in_too_many_is_corrected_at_once_and_too_few_the_second_time(gate: RedisStock) -> None:
    many, few, right, closed = stocked(3), stocked(3), stocked(3), stocked(3)
    for it in (many, few, right):
        await gate.admit(it, "claim", 1)
    compared = [replace(many, available=1), few, replace(right, available=2), closed]
    assert await gate.compare(compared) == 1
    assert await gate.compare(compared) == 1
    assert await gate.compare(compared) == 0
    said = await asyncio.gather(*(gate.admit(it, "other", 2) for it in (many, few)))
    assert said == [Admission.FULL, Admission.TAKEN]


async def test_a_gate_that_is_on_the_move_is_left_alone(gate: RedisStock) -> None:
    it = stocked(9)
    for number in range(4):
        await gate.admit(it, str(number), 1)
        assert await gate.compare([it]) == 0


async def test_without_redis_nothing_is_compared(keys: Keys) -> None:
    tasks = Tasks()
    async with connect("redis://127.0.0.1:9") as nowhere:
        assert await RedisStock(Scripts(nowhere, tasks), keys).compare([stocked(1)]) == 0
        await tasks.cancel()
