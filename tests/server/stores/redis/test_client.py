"""The road to Redis: one pipeline a tick, scripts that come back by themselves, and an outage that nobody waits for."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from redis.asyncio import Redis

from server.local.servers import LocalServers
from server.seams import StoreAway
from server.stores.redis import client as road
from server.stores.redis.client import BATCH, Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import CLAIM_LOCK, Script
from server.tasks import Tasks
from tests.support.proxy import Proxy
from tests.support.waiting import until


def a_script(name: str, text: str) -> Script:
    return Script(name, text, hashlib.sha1(text.encode()).hexdigest())


ECHO = a_script("echo", "return { tonumber(ARGV[1]) }")
BROKEN = a_script("broken", "return redis.call('NO SUCH COMMAND')")


async def echoes(scripts: Scripts, numbers: Sequence[int]) -> list[int]:
    answers = await asyncio.gather(*(scripts.run(ECHO, [], [number]) for number in numbers))
    return [number for (number,) in answers]


async def test_everybody_gets_his_own_answer(scripts: Scripts) -> None:
    assert await echoes(scripts, range(2 * BATCH + 1)) == list(range(2 * BATCH + 1))


async def test_what_is_asked_in_one_tick_shares_a_trip(redis: Redis, tasks: Tasks) -> None:
    trips: list[int] = []

    class Counting(Scripts):
        async def _trip(self, calls: Sequence[object]) -> None:
            trips.append(len(calls))
            await super()._trip(calls)  # type: ignore[arg-type]

    scripts = Counting(redis, tasks)
    await echoes(scripts, range(100))
    await echoes(scripts, range(BATCH + 1))
    assert trips == [100, BATCH, 1]


async def test_a_server_that_forgot_its_scripts_is_taught_again(own: Redis, tasks: Tasks) -> None:
    scripts = Scripts(own, tasks)
    assert await echoes(scripts, [1, 2, 3]) == [1, 2, 3]
    await own.script_flush()
    assert await echoes(scripts, [4, 5, 6]) == [4, 5, 6]
    assert scripts.failures == 0


async def test_a_server_that_lost_everything_goes_on(own: Redis, tasks: Tasks) -> None:
    scripts, keys = Scripts(own, tasks), Keys("x:")
    claim = CLAIM_LOCK, [keys.lock("door")], ["me", 60_000]
    assert await scripts.run(*claim) == [1]
    await own.flushall()
    await own.script_flush()
    assert await scripts.run(CLAIM_LOCK, [keys.lock("door")], ["you", 60_000]) == [1]


async def test_one_broken_script_is_no_trouble_for_others(scripts: Scripts) -> None:
    bad, good = scripts.run(BROKEN, [], []), scripts.run(ECHO, [], [1])
    with pytest.raises(StoreAway):
        await bad
    assert await good == [1]
    assert scripts.failures == 1


async def test_who_does_not_wait_is_not_told(scripts: Scripts, redis: Redis, keys: Keys) -> None:
    scripts.send(CLAIM_LOCK, [keys.lock("door")], ["me", 60_000])
    await until(lambda: _holds(redis, keys.lock("door"), b"me"))


async def _holds(redis: Redis, key: str, value: bytes) -> bool:
    return bool(await redis.get(key) == value)


async def test_a_redis_that_does_not_answer_is_away_within_the_deadline(
    behind: Redis, proxy: Proxy, tasks: Tasks
) -> None:
    scripts = Scripts(behind, tasks)
    assert await echoes(scripts, [1]) == [1]
    proxy.flowing.clear()
    async with asyncio.timeout(10 * road.DEADLINE_SECONDS):
        with pytest.raises(StoreAway):
            await scripts.run(ECHO, [], [2])
    proxy.flowing.set()


async def test_while_it_is_known_to_be_away_nobody_tries(
    behind: Redis, proxy: Proxy, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "REST_SECONDS", 600.0)
    scripts = Scripts(behind, tasks)
    proxy.flowing.clear()
    for _ in range(3):
        with pytest.raises(StoreAway):
            await scripts.run(ECHO, [], [1])
    proxy.flowing.set()
    with pytest.raises(StoreAway, match="away"):
        await scripts.run(ECHO, [], [1])
    assert scripts.failures == 4


@pytest.mark.parametrize("network", ["was cut", "was held up"])
async def test_after_an_outage_answers_are_those_of_their_questions(
    behind: Redis, proxy: Proxy, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, network: str
) -> None:
    monkeypatch.setattr(road, "REST_SECONDS", 0.0)
    scripts = Scripts(behind, tasks)
    for round_ in range(5):
        proxy.flowing.clear()
        lost = [scripts.run(ECHO, [], [number]) for number in range(100)]
        if network == "was cut":
            await proxy.cut()
        await asyncio.gather(*lost, return_exceptions=True)
        proxy.flowing.set()
        await until(lambda: _works(scripts))
        expected = list(range(1000 * round_, 1000 * round_ + 100))
        assert await echoes(scripts, expected) == expected


async def _works(scripts: Scripts) -> bool:
    try:
        return await echoes(scripts, [7]) == [7]
    except StoreAway:
        return False


async def test_a_redis_that_died_is_away_until_it_is_back(
    tmp_path: Path, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "REST_SECONDS", 0.0)
    async with (
        LocalServers(tmp_path, given={}, only={"valkey"}) as servers,
        road.connect(servers.environment["SOUK_REDIS_URL"]) as redis,
    ):
        scripts = Scripts(redis, tasks)
        assert await echoes(scripts, [1, 2]) == [1, 2]
        servers.kill("valkey")
        lost = await asyncio.gather(*(scripts.run(ECHO, [], [n]) for n in range(5)), return_exceptions=True)
        assert all(isinstance(one, StoreAway) for one in lost)
        await servers.start("valkey")
        await until(lambda: _works(scripts))


async def test_a_script_whose_answer_was_lost_says_the_same_when_repeated(
    behind: Redis, proxy: Proxy, tasks: Tasks, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "REST_SECONDS", 0.0)
    scripts, door = Scripts(behind, tasks), [keys.lock("door")]
    assert await echoes(scripts, [1]) == [1]
    proxy.flowing.clear()
    with pytest.raises(StoreAway):
        await scripts.run(CLAIM_LOCK, door, ["me", 60_000])
    proxy.flowing.set()
    await until(lambda: _works(scripts))
    assert [await scripts.run(CLAIM_LOCK, door, [who, 60_000]) for who in ("me", "you")] == [[1], [0]]


async def test_a_redis_that_is_not_there_is_away(tasks: Tasks) -> None:
    async with road.connect("redis://127.0.0.1:1/0") as nowhere:
        with pytest.raises(StoreAway):
            await Scripts(nowhere, tasks).run(CLAIM_LOCK, ["x"], ["me", 1])
