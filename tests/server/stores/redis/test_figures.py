"""Figures of all processes together."""

from redis.asyncio import Redis

from server.stores.redis.client import Scripts
from server.stores.redis.figures import RedisFigures
from server.stores.redis.keys import Keys
from tests.support.waiting import until


async def test_figures_of_processes_add_up_and_each_counts_once(
    scripts: Scripts, elsewhere: Scripts, keys: Keys
) -> None:
    here, there = RedisFigures(scripts, keys, "process:1"), RedisFigures(elsewhere, keys, "process:2")
    assert await here.tally("web", (1, 2)) == [1, 1, 2]
    assert await there.tally("web", (10, 20)) == [2, 11, 22]
    assert await here.tally("web", (3, 4)) == [2, 13, 24]


async def test_groups_are_apart_and_who_only_asks_is_not_counted(scripts: Scripts, keys: Keys) -> None:
    figures = RedisFigures(scripts, keys, "process:1")
    await figures.tally("web", (1,))
    assert await figures.tally("workers", ()) == [0]
    assert await figures.tally("workers", (7,)) == [1, 7]
    assert await figures.tally("workers", ()) == [1, 7]


async def test_a_process_that_is_silent_is_left_out(scripts: Scripts, redis: Redis, keys: Keys) -> None:
    await redis.hset(keys.figures("web"), "process:gone", "1000 5 5")
    await redis.hset(keys.figures("web"), "process:2", f"{2**52} 1 1")
    assert await RedisFigures(scripts, keys, "process:1").tally("web", (1, 1)) == [2, 2, 2]
    assert not await redis.hexists(keys.figures("web"), "process:gone")


async def test_an_emptied_redis_knows_the_figures_again_with_the_next_beat(
    scripts: Scripts, redis: Redis, keys: Keys
) -> None:
    figures = RedisFigures(scripts, keys, "process:1")
    await figures.tally("web", (1,))
    await redis.delete(keys.figures("web"))

    async def is_known() -> bool:
        return await figures.tally("web", (1,)) == [1, 1]

    await until(is_known)
