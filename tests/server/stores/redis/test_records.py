"""Records of connections: taken up by their owner alone, by one at a time, and true about their rooms."""

import asyncio
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from models.ids import AccountId, random_id
from server.seams import Announcement, Connection, Noted, StoreAway
from server.stores.redis.client import Scripts, connect
from server.stores.redis.journal import JOURNAL_MS, RedisAnnouncer
from server.stores.redis.keys import Keys
from server.stores.redis.records import RECORD_MS, RedisRecords
from server.tasks import Tasks

ANNA, BERT = AccountId("anna"), AccountId("bert")


def fresh() -> Connection:
    return Connection(f"secret-{random_id()}", random_id(), random_id())


def again(connection: Connection) -> Connection:
    """The same client by another connection."""
    return replace(connection, sid="", nonce=random_id())


@pytest.fixture
def records(scripts: Scripts, keys: Keys) -> RedisRecords:
    return RedisRecords(scripts, keys, "process-1")


@pytest.fixture
def elsewhere(scripts: Scripts, keys: Keys) -> RedisRecords:
    return RedisRecords(scripts, keys, "process-2")


async def announce(scripts: Scripts, keys: Keys, count: int) -> None:
    said = [Announcement(random_id(), 1, 0, ("feed",), "listing:revised", "{}") for _ in range(count)]
    await RedisAnnouncer(scripts, keys).announce(said)


async def test_a_connection_is_taken_up_with_its_id_and_rooms(
    records: RedisRecords, elsewhere: RedisRecords, scripts: Scripts, keys: Keys
) -> None:
    old = fresh()
    began = await records.open(old, ANNA)
    assert await records.update(old, ANNA, ["feed", "listing:1"], []) is Noted.DONE
    await announce(scripts, keys, 3)
    assert await records.update(old, ANNA, ["listing:2"], ["listing:1"]) is Noted.DONE
    claimed = await elsewhere.claim(again(old), ANNA, began.epoch)
    assert claimed
    assert (claimed.sid, claimed.older_nonce, claimed.older_process) == (old.sid, old.nonce, "process-1")
    assert claimed.rooms == {"feed": began.sequence, "listing:2": began.sequence + 3}
    assert claimed.sequence == began.sequence + 3


async def test_joining_again_does_not_make_a_room_younger(records: RedisRecords, scripts: Scripts, keys: Keys) -> None:
    it = fresh()
    began = await records.open(it, None)
    await records.update(it, None, ["feed"], [])
    await announce(scripts, keys, 2)
    await records.update(it, None, ["feed"], [])
    claimed = await records.claim(again(it), None, began.epoch)
    assert claimed
    assert claimed.rooms == {"feed": began.sequence}


async def test_only_its_owner_takes_it_up(records: RedisRecords) -> None:
    his, nobodys = fresh(), fresh()
    epoch = (await records.open(his, ANNA)).epoch
    await records.open(nobodys, None)
    assert await records.claim(again(his), BERT, epoch) is None
    assert await records.claim(again(his), None, epoch) is None
    assert await records.claim(again(nobodys), BERT, epoch) is None
    assert await records.claim(again(his), ANNA, epoch)


async def test_a_secret_that_nobody_has_opens_nothing(records: RedisRecords) -> None:
    epoch = (await records.open(fresh(), None)).epoch
    assert await records.claim(fresh(), None, epoch) is None


async def test_in_another_history_nothing_is_taken_up(records: RedisRecords) -> None:
    it = fresh()
    await records.open(it, None)
    assert await records.claim(again(it), None, "another") is None


async def test_who_signs_in_meanwhile_is_who_it_belongs_to(records: RedisRecords) -> None:
    it = fresh()
    epoch = (await records.open(it, None)).epoch
    await records.update(it, ANNA, [], [])
    assert await records.claim(again(it), None, epoch) is None
    assert await records.claim(again(it), ANNA, epoch)


async def test_of_many_who_come_back_at_once_the_last_one_stays(records: RedisRecords) -> None:
    it = fresh()
    epoch = (await records.open(it, ANNA)).epoch
    twins = [again(it) for _ in range(10)]
    claims = await asyncio.gather(*(records.claim(twin, ANNA, epoch) for twin in twins))
    evicted = {claimed.older_nonce for claimed in claims if claimed}
    assert len(evicted) == 10
    (winner,) = [twin for twin in twins if twin.nonce not in evicted]
    notes = [await records.update(twin, ANNA, ["feed"], []) for twin in (it, *twins)]
    assert notes == [Noted.EVICTED, *(Noted.DONE if twin is winner else Noted.EVICTED for twin in twins)]


async def test_a_record_that_is_gone_is_told_as_such(records: RedisRecords, own: Redis, tasks: Tasks) -> None:
    there = RedisRecords(Scripts(own, tasks), Keys("x:"), "process")
    it = fresh()
    epoch = (await there.open(it, ANNA)).epoch
    await own.flushall()
    assert await there.update(it, ANNA, ["feed"], []) is Noted.GONE
    assert await there.claim(again(it), ANNA, epoch) is None


async def test_a_record_is_forgotten_before_the_journal_is(records: RedisRecords, redis: Redis, keys: Keys) -> None:
    it = fresh()
    await records.open(it, None)
    (name,) = await redis.keys(keys.session("*"))
    assert 0 < await redis.pttl(name) <= RECORD_MS < JOURNAL_MS
    assert it.secret.encode() not in name


async def test_a_sign_of_life_keeps_it_longer(records: RedisRecords, redis: Redis, keys: Keys) -> None:
    it = fresh()
    await records.open(it, None)
    (name,) = await redis.keys(keys.session("*"))
    await redis.pexpire(name, 60_000)
    records.keep(it, None)
    await records.update(it, None, [], [])
    assert await redis.pttl(name) > 60_000


async def test_a_process_is_asked_to_hang_up(records: RedisRecords, redis: Redis, keys: Keys) -> None:
    async with redis.pubsub() as hearing:
        await hearing.subscribe(keys.channel("process-2"))
        records.evict("process-2", "nonce")
        async for message in hearing.listen():
            if message["type"] == "message":
                assert message["data"] == b"nonce"
                break


async def test_without_redis_nothing_is_remembered(tasks: Tasks, keys: Keys) -> None:
    async with connect("redis://127.0.0.1:1/0") as nowhere:
        records = RedisRecords(Scripts(nowhere, tasks), keys, "process")
        for asked in (
            records.open(fresh(), None),
            records.claim(fresh(), None, "e"),
            records.update(fresh(), None, [], []),
        ):
            with pytest.raises(StoreAway):
                await asked
