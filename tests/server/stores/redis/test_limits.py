"""Declared limits over all processes: so many at once, then evenly, whoever counts."""

import asyncio

import pytest
from redis.asyncio import Redis

from handlers.contract import per_account
from server.seams import Charge, StoreAway
from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.stores.redis.limits import FORGET_ABOVE, RedisLimits
from server.tasks import Tasks
from tests.support.waiting import until


@pytest.fixture
def limits(scripts: Scripts, keys: Keys) -> RedisLimits:
    return RedisLimits(scripts, keys, 1.0)


def charge(key: str = "anna", times: int = 5, seconds: float = 3_600) -> Charge:
    return Charge(key, per_account(times, seconds=seconds))


async def test_a_bucket_holds_what_was_declared(limits: RedisLimits) -> None:
    waits = [await limits.take(charge()) for _ in range(6)]
    assert waits[:5] == [0] * 5
    assert 3_600 / 5 - 60 < waits[5] <= 3_600 / 5


async def test_many_at_once_get_no_more(limits: RedisLimits) -> None:
    waits = await asyncio.gather(*(limits.take(charge()) for _ in range(50)))
    assert waits.count(0) == 5


async def test_who_is_refused_is_not_charged(limits: RedisLimits) -> None:
    first, *_, last = [await limits.take(charge(times=1)) for _ in range(10)]
    assert first == 0
    assert last <= 3_600


@pytest.mark.parametrize("times", [1, 3, 7, 30])
async def test_two_processes_count_together(limits: RedisLimits, elsewhere: Scripts, keys: Keys, times: int) -> None:
    processes = limits, RedisLimits(elsewhere, keys, 1.0)
    waits = await asyncio.gather(*(processes[n % 2].take(charge(times=times)) for n in range(60)))
    assert waits.count(0) == times


async def test_buckets_of_others_are_untouched(limits: RedisLimits) -> None:
    assert [await limits.take(charge(key, times=1)) for key in ("anna", "bert")] == [0, 0]


async def test_a_bucket_refills_evenly(limits: RedisLimits) -> None:
    quick = charge(times=100, seconds=2)
    assert (await asyncio.gather(*(limits.take(quick) for _ in range(100)))).count(0) >= 100
    await until(lambda: _has_room(limits, quick))


async def _has_room(limits: RedisLimits, of: Charge) -> bool:
    return await limits.take(of) == 0


async def test_what_is_given_back_can_be_taken_again(limits: RedisLimits) -> None:
    assert await limits.take(charge(times=1)) == 0
    limits.give_back(charge(times=1))
    assert await limits.take(charge(times=1)) == 0
    assert await limits.take(charge(times=1)) > 0


async def test_more_cannot_be_given_back_than_was_taken(limits: RedisLimits) -> None:
    for _ in range(5):
        limits.give_back(charge(times=2))
    waits = [await limits.take(charge(times=2)) for _ in range(3)]
    assert waits[:2] == [0, 0]
    assert waits[2] > 0


async def test_a_full_bucket_takes_no_memory(limits: RedisLimits, redis: Redis, keys: Keys) -> None:
    quick = charge("quick", times=1000, seconds=1)
    assert await limits.take(quick) == 0
    await until(lambda: _gone(redis, keys.limit("quick")))


async def _gone(redis: Redis, key: str) -> bool:
    return not await redis.exists(key)


async def test_a_few_are_taken_at_once_and_spent_without_asking(limits: RedisLimits) -> None:
    wide = charge(times=30)
    assert not limits.spend(wide)
    assert await limits.take(wide) == 0
    assert [limits.spend(wide) for _ in range(3)] == [True, True, False]


async def test_what_was_taken_ahead_ends_when_the_bucket_has_refilled_by_as_much(limits: RedisLimits) -> None:
    quick = charge(times=100, seconds=2)
    assert await limits.take(quick) == 0
    await until(lambda: _over(limits, quick))


async def _over(limits: RedisLimits, of: Charge) -> bool:
    """Never given back more often than it is asked, so that it ends by the clock alone."""
    if limits.spend(of):
        limits.give_back(of)
        return False
    return True


async def test_only_advances_that_last_are_remembered(limits: RedisLimits) -> None:
    for number in range(2 * FORGET_ABOVE):
        await limits.take(charge(f"guest-{number}", times=1_000, seconds=0.01))
    assert len(limits.advances) <= FORGET_ABOVE


async def test_giving_back_does_not_keep_a_bucket_for_good(limits: RedisLimits, redis: Redis, keys: Keys) -> None:
    for _ in range(3):
        await limits.take(charge())
    limits.give_back(charge())
    await limits.take(charge())
    assert 0 < await redis.pttl(keys.limit("anna")) <= 3_600_000


async def test_a_factor_multiplies_every_limit(scripts: Scripts, keys: Keys) -> None:
    generous = RedisLimits(scripts, keys, 3.0)
    waits = [await generous.take(charge()) for _ in range(16)]
    assert waits.count(0) == 15


async def test_without_redis_the_caller_decides(tasks: Tasks, keys: Keys) -> None:
    async with connect("redis://127.0.0.1:1/0") as nowhere:
        limits = RedisLimits(Scripts(nowhere, tasks), keys, 1.0)
        with pytest.raises(StoreAway):
            await limits.take(charge())
