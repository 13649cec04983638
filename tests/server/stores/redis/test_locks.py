"""Short locks: one holder at a time, the same one as often as he asks, and nobody stands before a lock that is away."""

import asyncio

import pytest
from redis.asyncio import Redis

from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.stores.redis.locks import RedisLocks
from server.tasks import Tasks
from tests.support.waiting import until


@pytest.fixture
def locks(scripts: Scripts, keys: Keys) -> RedisLocks:
    return RedisLocks(scripts, keys)


async def test_of_many_who_want_it_one_gets_it(locks: RedisLocks) -> None:
    claims = await asyncio.gather(*(locks.claim("door", str(holder), 60) for holder in range(20)))
    assert claims.count(True) == 1


async def test_of_many_on_two_processes_one_gets_it(locks: RedisLocks, elsewhere: Scripts, keys: Keys) -> None:
    processes = locks, RedisLocks(elsewhere, keys)
    claims = await asyncio.gather(*(processes[n % 2].claim("door", str(n), 60) for n in range(40)))
    assert claims.count(True) == 1


async def test_the_holder_may_ask_again(locks: RedisLocks) -> None:
    assert [await locks.claim("door", "anna", 60) for _ in range(3)] == [True] * 3
    assert not await locks.claim("door", "bert", 60)


async def test_locks_of_other_names_are_free(locks: RedisLocks) -> None:
    assert await locks.claim("door", "anna", 60)
    assert await locks.claim("window", "bert", 60)


async def test_a_lock_runs_out(locks: RedisLocks) -> None:
    assert await locks.claim("door", "anna", 0.05)
    await until(lambda: locks.claim("door", "bert", 60))


async def test_asking_again_does_not_hold_it_longer(locks: RedisLocks, redis: Redis, keys: Keys) -> None:
    await locks.claim("door", "anna", 60)
    await locks.claim("door", "anna", 6_000)
    assert await redis.pttl(keys.lock("door")) <= 60_000


async def test_without_redis_nobody_is_stopped(tasks: Tasks, keys: Keys) -> None:
    async with connect("redis://127.0.0.1:1/0") as nowhere:
        locks = RedisLocks(Scripts(nowhere, tasks), keys)
        assert await locks.claim("door", "anna", 60)
        assert await locks.claim("door", "bert", 60)
