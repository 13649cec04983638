"""Presence: somebody is online from the first process that knows him to the last, and seen last when he left."""

import asyncio
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from models.ids import AccountId
from server.seams import StoreAway
from server.stores.redis import presence as presences
from server.stores.redis.client import Scripts, connect
from server.stores.redis.keys import Keys
from server.stores.redis.presence import RedisPresence
from server.tasks import Tasks
from tests.support.waiting import until

ANNA = AccountId("anna")


@pytest.fixture
def here(scripts: Scripts, keys: Keys) -> RedisPresence:
    return RedisPresence(scripts, keys, "process-1")


@pytest.fixture
def there(scripts: Scripts, keys: Keys) -> RedisPresence:
    return RedisPresence(scripts, keys, "process-2")


async def test_who_never_came_is_unknown(here: RedisPresence) -> None:
    seen = await here.look(ANNA)
    assert (seen.online, seen.last_seen) == (False, None)


async def test_the_first_arrival_and_the_last_departure_are_news(here: RedisPresence, there: RedisPresence) -> None:
    assert [await here.arrive(ANNA), await there.arrive(ANNA), await here.arrive(ANNA)] == [True, False, False]
    assert await there.depart(ANNA) is False
    assert (await there.look(ANNA)).online
    assert await here.depart(ANNA) is True
    assert not (await there.look(ANNA)).online


async def test_of_many_arrivals_at_once_one_is_news(here: RedisPresence, there: RedisPresence) -> None:
    news = await asyncio.gather(*((here, there)[n % 2].arrive(ANNA) for n in range(20)))
    assert news.count(True) == 1


async def test_who_was_not_here_does_not_leave(here: RedisPresence, there: RedisPresence) -> None:
    assert await here.depart(ANNA) is False
    await there.arrive(ANNA)
    assert await here.depart(ANNA) is False
    assert (await here.look(ANNA)).online


async def test_when_somebody_left_is_remembered(here: RedisPresence) -> None:
    await here.arrive(ANNA)
    await here.depart(ANNA)
    last_seen = (await here.look(ANNA)).last_seen
    assert last_seen
    assert abs((datetime.now(UTC) - last_seen).total_seconds()) < 60


async def test_who_leaves_without_a_word_is_gone_after_a_while(
    here: RedisPresence, there: RedisPresence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presences, "ALIVE_MS", 50)
    await here.arrive(ANNA)

    async def gone() -> bool:
        return not (await there.look(ANNA)).online

    await until(gone)
    assert await there.arrive(ANNA) is True


async def test_a_sign_of_life_keeps_him_present(here: RedisPresence, redis: Redis, keys: Keys) -> None:
    await here.arrive(ANNA)
    await redis.pexpire(keys.present(ANNA), 5_000)
    here.stay(ANNA)
    assert (await here.look(ANNA)).online
    assert await redis.pttl(keys.present(ANNA)) > 5_000


async def test_without_redis_nobody_knows(tasks: Tasks, keys: Keys) -> None:
    async with connect("redis://127.0.0.1:1/0") as nowhere:
        presence = RedisPresence(Scripts(nowhere, tasks), keys, "process")
        for asked in (presence.arrive(ANNA), presence.depart(ANNA), presence.look(ANNA)):
            with pytest.raises(StoreAway):
                await asked
