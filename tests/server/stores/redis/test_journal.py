"""Announcing once and reading again: numbers without gaps, and a stretch that is whole or said not to be."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import orjson
import pytest
from redis.asyncio import Redis

from server.seams import Announcement, Heard, StoreAway
from server.stores.redis import journal as journals
from server.stores.redis.client import Scripts
from server.stores.redis.journal import RedisAnnouncer, RedisJournal
from server.stores.redis.keys import Keys
from server.tasks import Tasks
from tests.support.proxy import Proxy
from tests.support.waiting import until

DURABLE, LATEST, VOLATILE = "listing:revised", "account:changed", "feed:moved"


def saying(number: int, *rooms: str, name: str = DURABLE, source: str = "") -> Announcement:
    return Announcement(
        source or f"doc{number}", 1 if not source else number, 0, rooms or ("feed",), name, f'{{"n":{number}}}'
    )


def numbers(heard: Sequence[Heard] | None) -> list[int]:
    """What the pushes say, by which a test knows them."""
    assert heard is not None
    return [orjson.loads(it.event + b"]")[1]["n"] for it in heard]


@pytest.fixture
def announcer(scripts: Scripts, keys: Keys) -> RedisAnnouncer:
    return RedisAnnouncer(scripts, keys)


@pytest.fixture
def journal(redis: Redis, keys: Keys) -> RedisJournal:
    return RedisJournal(redis, keys)


async def test_what_is_announced_can_be_read_again_in_order(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    await announcer.announce([saying(number) for number in range(20)])
    heard = await journal.since({"feed": 0})
    assert numbers(heard) == list(range(20))
    assert [it.offset.sequence for it in heard or ()] == list(range(1, 21))
    assert {it.rooms for it in heard or ()} == {("feed",)}
    assert await journal.now() == (heard or ())[-1].offset


async def test_only_what_came_later_is_read(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    await announcer.announce([saying(number) for number in range(20)])
    for after in range(21):
        assert numbers(await journal.since({"feed": after})) == list(range(after, 20))


async def test_whoever_announces_it_is_out_once(
    announcer: RedisAnnouncer, journal: RedisJournal, redis: Redis, keys: Keys, tasks: Tasks
) -> None:
    other = RedisAnnouncer(Scripts(redis, tasks), keys)
    async with redis.pubsub() as hearing:
        await hearing.subscribe(keys.channel("feed"))
        await asyncio.gather(*(by.announce([saying(number) for number in range(10)]) for by in (announcer, other) * 3))
        await redis.publish(keys.channel("feed"), "end")
        published = []
        async for message in hearing.listen():
            if message["data"] == b"end":
                break
            if message["type"] == "message":
                published.append(Heard.parse(message["data"]))
    assert sorted(numbers(published)) == list(range(10))
    assert published == await journal.since({"feed": 0})


async def test_several_parts_and_versions_of_one_document_are_several_announcements(
    announcer: RedisAnnouncer, journal: RedisJournal
) -> None:
    it = saying(0)
    said = [Announcement(it.source, version, part, it.rooms, it.name, it.body) for version in (1, 2) for part in (0, 1)]
    await announcer.announce([*said, *said])
    assert len(await journal.since({"feed": 0}) or ()) == 4


async def test_several_rooms_are_read_as_one_history(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    await announcer.announce([saying(0, "a"), saying(1, "b"), saying(2, "a", "b"), saying(3, "c"), saying(4, "b")])
    assert numbers(await journal.since({"a": 0, "b": 0})) == [0, 1, 2, 4]
    assert numbers(await journal.since({"a": 1, "b": 2})) == [2, 4]
    assert numbers(await journal.since({"a": 3, "b": 2})) == [2, 4]
    assert await journal.since({}) == ()


async def test_many_who_read_at_once_each_get_their_own_stretch(
    announcer: RedisAnnouncer, journal: RedisJournal
) -> None:
    await announcer.announce([saying(number, "ab"[number % 2]) for number in range(20)])
    asked = [({"a": after}, [n for n in range(0, 20, 2) if n >= after]) for after in range(20)]
    asked += [({"b": after}, [n for n in range(1, 20, 2) if n >= after]) for after in range(20)]
    stretches = await asyncio.gather(*(journal.since(rooms) for rooms, _ in asked))
    assert [numbers(it) for it in stretches] == [expected for _, expected in asked]


async def test_what_is_volatile_is_heard_and_not_kept(
    announcer: RedisAnnouncer, journal: RedisJournal, redis: Redis, keys: Keys
) -> None:
    await announcer.announce([saying(0, name=VOLATILE), saying(1)])
    assert numbers(await journal.since({"feed": 0})) == [1]
    assert (await journal.now()).sequence == 2


async def test_of_what_is_replaced_only_the_newest_is_kept(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    await announcer.announce([saying(number, name=LATEST, source="anna") for number in range(1, 6)])
    await announcer.announce([saying(9), saying(1, name=LATEST, source="bert")])
    heard = await journal.since({"feed": 0})
    assert numbers(heard) == [5, 9, 1]
    assert [it.key for it in heard or ()] == [f"{LATEST}:anna", "", f"{LATEST}:bert"]


async def test_a_stretch_is_whole_or_said_not_to_be(
    announcer: RedisAnnouncer, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that was trimmed never hands out a stretch with a hole."""
    monkeypatch.setattr(journals, "JOURNAL_ENTRIES", 10)
    for number in range(40):
        await announcer.announce([saying(number)])
        stretches = await asyncio.gather(*(journal.since({"feed": after}) for after in range(number + 2)))
        assert all(it is None or numbers(it) == list(range(after, number + 1)) for after, it in enumerate(stretches))
        whole = [it is not None for it in stretches]
        assert all(later or not earlier for earlier, later in pairwise(whole)), "what is recent is known best"
        assert sum(whole) >= min(10, number)


async def test_who_asks_for_too_much_spoils_nobody_else_s_stretch(
    announcer: RedisAnnouncer, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads of one moment share one look at a room."""
    monkeypatch.setattr(journals, "JOURNAL_ENTRIES", 10)
    for number in range(40):
        await announcer.announce([saying(number)])
    late, soon = await asyncio.gather(journal.since({"feed": 3}), journal.since({"feed": 35}))
    assert late is None
    assert numbers(soon) == [35, 36, 37, 38, 39]


async def test_all_rooms_are_read_at_one_moment(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    """Up to the newest of an answer nothing is missing in any room, however much is said meanwhile."""
    talking = asyncio.create_task(_talk(announcer))
    while not talking.done():
        heard = await journal.since({"a": 0, "b": 0})
        assert heard is not None
        assert [it.offset.sequence for it in heard] == list(range(1, len(heard) + 1))
    await talking


async def _talk(announcer: RedisAnnouncer) -> None:
    for number in range(0, 200, 4):
        await announcer.announce([saying(number + n, "ab"[n % 2]) for n in range(4)])


async def test_a_flushed_redis_begins_another_history(own: Redis, keys: Keys, tasks: Tasks) -> None:
    announcer, journal = RedisAnnouncer(Scripts(own, tasks), keys), RedisJournal(own, keys)
    await announcer.announce([saying(0)])
    before = await journal.now()
    await own.flushall()
    forgotten = await journal.now()
    assert forgotten.epoch != before.epoch
    assert forgotten.sequence == 0
    await announcer.announce([saying(1)])
    after = await journal.now()
    assert (after.epoch, after.sequence) == (forgotten.epoch, 1)
    assert numbers(await journal.since({"feed": 0})) == [1]


async def test_an_epoch_that_is_ended_is_followed_by_another(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    await announcer.announce([saying(0)])
    before = await journal.now()
    await announcer.end_epoch()
    await announcer.announce([saying(1)])
    after = await journal.now()
    assert after.epoch != before.epoch
    assert after.sequence == before.sequence + 1


async def test_what_only_a_newer_version_says_is_announced_and_kept(
    announcer: RedisAnnouncer, journal: RedisJournal
) -> None:
    await announcer.announce([saying(0, name="listing:gilded")])
    assert numbers(await journal.since({"feed": 0})) == [0]


async def test_announcing_soon_does_not_wait(announcer: RedisAnnouncer, journal: RedisJournal) -> None:
    announcer.announce_soon([saying(0), saying(1)])

    async def out() -> bool:
        return numbers(await journal.since({"feed": 0})) == [0, 1]

    await until(out)


async def test_what_is_announced_soon_stays_in_order_over_many_ticks(
    announcer: RedisAnnouncer, journal: RedisJournal
) -> None:
    """However many trips are under way: a newer push never overtakes an older one."""
    for number in range(300):
        announcer.announce_soon([saying(number)])
        await asyncio.sleep(0)

    async def out() -> bool:
        return len(numbers(await journal.since({"feed": 0}))) == 300

    await until(out)
    assert numbers(await journal.since({"feed": 0})) == list(range(300))


async def test_a_journal_forgets_after_its_time(announcer: RedisAnnouncer, redis: Redis, keys: Keys) -> None:
    await announcer.announce([saying(0)])
    assert 0 < await redis.pttl(keys.journal("feed")) <= journals.JOURNAL_MS
    assert 0 < await redis.pttl(keys.announced("doc0", 1, 0)) <= journals.MARK_MS
    assert await redis.pttl(keys.sequence) == await redis.pttl(keys.epoch) == -1


async def test_without_redis_both_say_so(
    behind: Redis, proxy: Proxy, keys: Keys, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "READ_SECONDS", 0.2)
    announcer, journal = RedisAnnouncer(Scripts(behind, tasks), keys), RedisJournal(behind, keys)
    proxy.flowing.clear()
    for asked in (announcer.announce([saying(0)]), journal.now(), journal.since({"feed": 0}), announcer.end_epoch()):
        with pytest.raises(StoreAway):
            await asked
    proxy.flowing.set()

    async def back() -> bool:
        try:
            return (await journal.since({"feed": 0})) is not None
        except StoreAway:
            return False

    await until(back)
