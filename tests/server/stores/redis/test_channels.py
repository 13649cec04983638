"""Hearing rooms: in order, from the moment a subscription is confirmed, and again after every outage."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from server.seams import StoreAway
from server.stores.redis import channels as hearing
from server.stores.redis.channels import RedisChannels
from server.stores.redis.keys import Keys
from server.tasks import Tasks
from tests.support.proxy import Proxy
from tests.support.waiting import until


class Ear:
    """Channels whose messages are kept, as are the times when they were deaf and well again."""

    def __init__(self, redis: Redis, keys: Keys, tasks: Tasks) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.states: list[str] = []
        self.channels = RedisChannels(redis, keys, tasks)
        self.channels.start(
            lambda room, message: self.heard.append((room, message)),
            lambda: self.states.append("deaf"),
            lambda: self.states.append("restored"),
        )


@pytest.fixture
async def ear(redis: Redis, keys: Keys, tasks: Tasks) -> AsyncIterator[Ear]:
    it = Ear(redis, keys, tasks)
    yield it
    await tasks.cancel()


@pytest.fixture
async def far_ear(behind: Redis, keys: Keys, tasks: Tasks) -> AsyncIterator[Ear]:
    """One whose connection a test may disturb."""
    it = Ear(behind, keys, tasks)
    await it.channels.subscribe(["process"])
    yield it
    await tasks.cancel()


@pytest.fixture
def short_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "LINGER_SECONDS", 0.05)


@pytest.fixture
def long_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "LINGER_SECONDS", 600.0)


async def listeners(redis: Redis, keys: Keys, room: str) -> int:
    ((_, count),) = await redis.pubsub_numsub(keys.channel(room))
    return int(count)


async def test_what_is_published_after_a_confirmed_subscription_is_heard_in_order(
    ear: Ear, redis: Redis, keys: Keys
) -> None:
    await ear.channels.subscribe(["kitchen", "hall"])
    for number in range(200):
        await redis.publish(keys.channel("kitchen" if number % 3 else "hall"), str(number))
    await until(lambda: len(ear.heard) == 200)
    assert [int(message) for _, message in ear.heard] == list(range(200))
    assert {room for room, _ in ear.heard} == {"kitchen", "hall"}


async def test_what_nobody_here_listens_to_is_not_heard(ear: Ear, redis: Redis, keys: Keys) -> None:
    await ear.channels.subscribe(["kitchen"])
    await redis.publish(keys.channel("cellar"), "x")
    await redis.publish(Keys("another:").channel("kitchen"), "y")
    await redis.publish(keys.channel("kitchen"), "z")
    await until(lambda: bool(ear.heard))
    assert ear.heard == [("kitchen", b"z")]


async def test_many_who_want_the_same_room_share_a_subscription(ear: Ear, redis: Redis, keys: Keys) -> None:
    await asyncio.gather(*(ear.channels.subscribe(["kitchen"]) for _ in range(50)))
    assert await listeners(redis, keys, "kitchen") == 1
    await redis.publish(keys.channel("kitchen"), "once")
    await redis.publish(keys.channel("kitchen"), "last")
    await until(lambda: len(ear.heard) >= 2)
    assert [message for _, message in ear.heard] == [b"once", b"last"]


async def test_a_room_without_members_is_left_after_a_while(
    ear: Ear, redis: Redis, keys: Keys, short_lingering: None
) -> None:
    await ear.channels.subscribe(["kitchen", "hall"])
    ear.channels.unsubscribe(["kitchen"])

    async def left() -> bool:
        return await listeners(redis, keys, "kitchen") == 0

    await until(left)
    assert await listeners(redis, keys, "hall") == 1


async def test_who_comes_back_in_time_finds_the_room_as_it_was(
    ear: Ear, redis: Redis, keys: Keys, long_lingering: None
) -> None:
    await ear.channels.subscribe(["kitchen"])
    ear.channels.unsubscribe(["kitchen"])
    await redis.publish(keys.channel("kitchen"), "meanwhile")
    await ear.channels.subscribe(["kitchen"])
    await until(lambda: ear.heard == [("kitchen", b"meanwhile")])


async def test_who_comes_back_late_hears_again(ear: Ear, redis: Redis, keys: Keys, short_lingering: None) -> None:
    for _ in range(3):
        await ear.channels.subscribe(["kitchen"])
        await redis.publish(keys.channel("kitchen"), "x")
        ear.channels.unsubscribe(["kitchen"])
        await until(lambda: not ear.channels._wanted)
    await until(lambda: len(ear.heard) == 3)


async def test_after_a_cut_everything_stands_again_and_both_are_told(
    far_ear: Ear, proxy: Proxy, redis: Redis, keys: Keys
) -> None:
    await far_ear.channels.subscribe(["kitchen", "hall"])
    await proxy.cut()
    await until(lambda: far_ear.states == ["deaf", "restored"])
    for room in ("kitchen", "hall", "process"):
        await redis.publish(keys.channel(room), "again")
    await until(lambda: len(far_ear.heard) == 3)


async def test_a_silent_redis_is_noticed(
    far_ear: Ear, proxy: Proxy, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "PING_SECONDS", 0.1)
    await proxy.cut()
    await until(lambda: far_ear.states == ["deaf", "restored"])
    proxy.flowing.clear()
    await until(lambda: far_ear.states == ["deaf", "restored", "deaf"])
    proxy.flowing.set()
    await until(lambda: far_ear.states[3:] == ["restored"])


async def test_while_redis_is_away_nobody_waits_for_long_and_the_wish_is_kept(
    far_ear: Ear, proxy: Proxy, redis: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "CONFIRM_SECONDS", 0.1)
    proxy.flowing.clear()
    with pytest.raises(StoreAway):
        await far_ear.channels.subscribe(["kitchen"])
    proxy.flowing.set()

    async def stands() -> bool:
        return await listeners(redis, keys, "kitchen") == 1

    await until(stands)
    await redis.publish(keys.channel("kitchen"), "at last")
    await until(lambda: ("kitchen", b"at last") in far_ear.heard)


async def test_a_room_that_was_given_up_during_an_outage_can_be_entered_after_it(
    far_ear: Ear, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, short_lingering: None
) -> None:
    monkeypatch.setattr(hearing, "CONFIRM_SECONDS", 0.1)
    monkeypatch.setattr(hearing, "PING_SECONDS", 0.05)
    proxy.flowing.clear()
    await until(lambda: far_ear.states == ["deaf"])
    with pytest.raises(StoreAway):
        await far_ear.channels.subscribe(["kitchen"])
    far_ear.channels.unsubscribe(["kitchen"])
    await until(lambda: len(far_ear.channels._wanted) == 1)
    proxy.flowing.set()
    await until(lambda: far_ear.states == ["deaf", "restored"])
    monkeypatch.setattr(hearing, "CONFIRM_SECONDS", 10.0)
    await far_ear.channels.subscribe(["kitchen"])
