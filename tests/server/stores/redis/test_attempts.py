"""Failed sign-ins: bounded by handle, by address and by both, also when they come all at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from models.errors import Code, Refusal
from models.ids import random_id
from server.settings import Settings
from server.stores.redis.attempts import BY_ADDRESS, BY_BOTH, BY_HANDLE, RedisAttempts
from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.tasks import Tasks


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    async with connect(settings.redis_url) as client:
        yield client


@pytest.fixture
async def scripts(redis: Redis) -> AsyncIterator[Scripts]:
    tasks = Tasks()
    yield Scripts(redis, tasks)
    await tasks.finish(5)


@pytest.fixture
def attempts(scripts: Scripts, settings: Settings) -> RedisAttempts:
    return RedisAttempts(scripts, Keys(settings.redis_prefix), 1)


async def fail(attempts: RedisAttempts, handle: str, address: str) -> float:
    return await attempts.begin(handle, address, random_id())


async def test_one_victim_and_one_guesser_have_few_tries(attempts: RedisAttempts) -> None:
    tries = [await fail(attempts, "anna", "192.0.2.1") for _ in range(BY_BOTH.times + 1)]
    assert tries[:-1] == [0] * BY_BOTH.times
    assert 0 < tries[-1] <= BY_BOTH.seconds
    assert await fail(attempts, "anna", "192.0.2.2") == 0
    assert await fail(attempts, "bert", "192.0.2.1") == 0


async def test_tries_at_once_are_no_more_than_tries_one_by_one(attempts: RedisAttempts) -> None:
    waits = await asyncio.gather(*(fail(attempts, "anna", "192.0.2.1") for _ in range(40)))
    assert waits.count(0) == BY_BOTH.times


async def test_one_victim_and_many_guessers(attempts: RedisAttempts) -> None:
    waits = await asyncio.gather(*(fail(attempts, "anna", f"192.0.2.{n}") for n in range(BY_HANDLE.times + 9)))
    assert waits.count(0) == BY_HANDLE.times


async def test_one_guesser_and_many_victims(attempts: RedisAttempts) -> None:
    waits = await asyncio.gather(*(fail(attempts, f"user{n}", "192.0.2.1") for n in range(BY_ADDRESS.times + 9)))
    assert waits.count(0) == BY_ADDRESS.times


async def test_a_refused_try_is_counted_nowhere(attempts: RedisAttempts) -> None:
    for _ in range(BY_HANDLE.times * 2):
        await fail(attempts, "anna", "192.0.2.1")
    assert await fail(attempts, "anna", "192.0.2.2") == 0


async def test_a_try_that_succeeds_is_taken_back(attempts: RedisAttempts) -> None:
    for _ in range(BY_BOTH.times * 3):
        assert await attempts.begin("anna", "192.0.2.1", "same") == 0
        attempts.succeeded("anna", "192.0.2.1", "same")


async def test_a_script_that_the_driver_repeats_counts_once(attempts: RedisAttempts) -> None:
    for _ in range(BY_BOTH.times * 3):
        assert await attempts.begin("anna", "192.0.2.1", "same") == 0
    others = [await fail(attempts, "anna", "192.0.2.1") for _ in range(BY_BOTH.times)]
    assert others.count(0) == BY_BOTH.times - 1


async def test_counters_go_by_themselves(attempts: RedisAttempts, redis: Redis, settings: Settings) -> None:
    await fail(attempts, "anna", "192.0.2.1")
    names = [name async for name in redis.scan_iter(f"{settings.redis_prefix}*")]
    lives = sorted([await redis.ttl(name) for name in names])
    assert len(lives) == 3
    assert 0 < lives[0] <= BY_BOTH.seconds < lives[1] <= lives[2] <= BY_HANDLE.seconds


async def test_the_script_survives_a_redis_that_forgot_it(attempts: RedisAttempts, redis: Redis) -> None:
    await fail(attempts, "anna", "192.0.2.1")
    await redis.script_flush()
    assert await fail(attempts, "anna", "192.0.2.1") == 0


async def test_no_redis_no_signing_in() -> None:
    tasks = Tasks()
    async with connect("redis://127.0.0.1:1/0") as nowhere:
        attempts = RedisAttempts(Scripts(nowhere, tasks), Keys("test:"), 1)
        with pytest.raises(Refusal) as caught:
            await fail(attempts, "anna", "192.0.2.1")
        attempts.succeeded("anna", "192.0.2.1", "same")
        await tasks.finish(5)
    assert caught.value.code is Code.UNAVAILABLE


async def test_the_factor_widens_every_bound(scripts: Scripts, settings: Settings) -> None:
    wide = RedisAttempts(scripts, Keys(settings.redis_prefix), 2)
    waits = [await fail(wide, "anna", "192.0.2.1") for _ in range(BY_BOTH.times * 3)]
    assert waits.count(0) == BY_BOTH.times * 2
