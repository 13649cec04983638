"""Coming back on real Redis: what was missed comes once and in order, on any process, or the client is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
import pytest
from redis.asyncio import Redis

from models import rooms
from models.actor import Actor, Permission
from models.ids import AccountId, LoginId, random_id
from server.clock import SystemClock
from server.metrics import Counts
from server.seams import Announcement
from server.settings import Settings
from server.stores.redis import channels as hearing
from server.stores.redis import client as road
from server.stores.redis.channels import RedisChannels
from server.stores.redis.client import Scripts, connect
from server.stores.redis.journal import RedisAnnouncer, RedisJournal
from server.stores.redis.keys import Keys
from server.stores.redis.records import RedisRecords
from server.tasks import Tasks
from server.transport import recovery as recoveries
from server.transport.engine import Socket
from server.transport.engine.rooms import RoomManager
from server.transport.recovery import Recovery
from server.transport.sessions import Session, Sessions
from tests.support.lines import Written
from tests.support.proxy import Proxy, proxied
from tests.support.waiting import until

ANNA = Actor(AccountId("anna"), LoginId("phone"))
LATER = datetime.now(UTC) + timedelta(hours=1)


class Guest(Written):
    """One connection as its client sees it."""

    session: Session
    whole = False
    lost: Sequence[str] = ()
    sid = secret = began = ""

    @property
    def pushes(self) -> list[list[Any]]:
        return [orjson.loads(text[2:]) for text in self.said]

    @property
    def numbers(self) -> list[int]:
        """What the pushes of `announce` said, in the order in which they came."""
        return [push[1]["n"] for push in self.pushes if push[0] == "listing:revised"]

    @property
    def ticket(self) -> dict[str, str]:
        """What the client shows to come back: its secret, and the offset of the last push that it handled."""
        offsets = [push[2] for push in self.pushes if len(push) > 2]
        return {"pid": self.secret, "offset": offsets[-1] if offsets else self.began}


class Process:
    """A process's sessions and what it hears, over a real Redis."""

    def __init__(self, name: str, redis: Redis, keys: Keys, tasks: Tasks) -> None:
        self.manager, self.channels = RoomManager(), RedisChannels(redis, keys, tasks)
        scripts = Scripts(redis, tasks)
        records, journal = RedisRecords(scripts, keys, name), RedisJournal(redis, keys)
        self.sessions = Sessions(self.manager, self.channels, records)
        self.recovery = Recovery(
            name, self.sessions, self.manager, self.channels, records, journal, SystemClock(), Counts(), tasks
        )
        self.announcer = RedisAnnouncer(scripts, keys)

    async def start(self) -> None:
        self.channels.start(self.recovery.heard, self.recovery.deaf, self.recovery.restored)
        await self.recovery.start()

    async def enter(self, *names: str, **auth: str) -> Guest:
        """Connect as a client does and join these rooms."""
        guest = Guest()
        guest.session = guest.subject = self.sessions.open(cast(Socket, guest), offsets=True)
        guest.whole, guest.lost = await self.recovery.connect(guest.session, auth)
        guest.began = str(self.recovery.resume(guest.session) or "")
        if guest.session.connection:
            guest.sid, guest.secret = guest.session.connection.sid, guest.session.connection.secret
        if names:
            await guest.session.join(*names)
        return guest

    def leave(self, guest: Guest) -> None:
        """The connection is lost."""
        guest.closed = True
        self.recovery.left(guest.session)
        self.sessions.close(guest.session)

    async def announce(self, *numbers: int, room: str = "listing:1") -> None:
        """One after the other."""
        for number in numbers:
            said = Announcement(random_id(), 1, 0, (room,), "listing:revised", f'{{"n":{number}}}')
            await self.announcer.announce([said])


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A healthy Redis may answer late on a busy machine."""
    monkeypatch.setattr(road, "DEADLINE_SECONDS", 5.0)
    monkeypatch.setattr(hearing, "CONFIRM_SECONDS", 5.0)


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    it = Tasks()
    yield it
    await it.cancel()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    async with connect(settings.redis_url) as client:
        yield client


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return Keys(settings.redis_prefix)


@pytest.fixture
async def here(redis: Redis, keys: Keys, tasks: Tasks) -> Process:
    it = Process("here", redis, keys, tasks)
    await it.start()
    return it


@pytest.fixture
async def there(redis: Redis, keys: Keys, tasks: Tasks) -> Process:
    it = Process("there", redis, keys, tasks)
    await it.start()
    return it


@pytest.fixture
async def proxy(settings: Settings) -> AsyncIterator[Proxy]:
    parts = urlsplit(settings.redis_url)
    async with proxied(parts.hostname or "", parts.port or 0) as it:
        yield it


@pytest.fixture
async def far(proxy: Proxy, keys: Keys, tasks: Tasks) -> AsyncIterator[Process]:
    """A process whose connections to Redis a test may disturb."""
    async with connect(f"redis://127.0.0.1:{proxy.port}/0") as client:
        it = Process("far", client, keys, tasks)
        await it.start()
        yield it


async def test_what_was_missed_comes_once_and_in_order_and_then_what_is_new(here: Process) -> None:
    first = await here.enter("listing:1")
    await here.announce(1, 2)
    await until(lambda: first.numbers == [1, 2])
    here.leave(first)
    await here.announce(3, 4, 5)
    back = await here.enter(**first.ticket)
    assert (back.whole, back.numbers) == (True, [3, 4, 5])
    await here.announce(6)
    await until(lambda: back.numbers == [3, 4, 5, 6])


async def test_who_heard_nothing_yet_misses_nothing_either(here: Process) -> None:
    first = await here.enter("listing:1")
    here.leave(first)
    await here.announce(1)
    back = await here.enter(**first.ticket)
    assert (back.whole, back.numbers) == (True, [1])


async def test_another_process_will_do_and_the_older_twin_is_hung_up_on(here: Process, there: Process) -> None:
    first = await here.enter("listing:1")
    back = await there.enter(**first.ticket)
    assert back.whole
    await until(lambda: first.closed)
    assert back.sid == first.sid != ""


async def test_a_room_joined_late_is_replayed_from_its_joining_on(here: Process) -> None:
    first = await here.enter()
    await here.announce(1)
    await first.session.join("listing:1")
    here.leave(first)
    await here.announce(2)
    assert (await here.enter(**first.ticket)).numbers == [2]


async def test_a_room_that_was_left_is_not_replayed(here: Process) -> None:
    first = await here.enter("listing:1", "listing:2")
    await first.session.leave("listing:2")
    here.leave(first)
    await here.announce(1, room="listing:2")
    await here.announce(2)
    back = await here.enter(**first.ticket)
    assert (back.numbers, back.rooms) == ([2], {"listing:1"})


async def test_a_room_that_one_may_hear_no_longer_is_not_taken_up_again(here: Process) -> None:
    staff = frozenset({Permission.MARKET_MODERATE})
    demoted = await here.enter("listing:1", rooms.CASES)
    demoted.session.actor = Actor(permissions=staff)
    here.leave(demoted)
    await here.announce(1, room=rooms.CASES)
    await here.announce(2)
    back = await here.enter(**demoted.ticket)
    assert (back.whole, back.numbers, back.rooms) == (True, [2], {"listing:1"})


async def test_however_often_one_comes_back_nothing_is_lost_or_doubled(here: Process, there: Process) -> None:
    numbers = range(120)
    announcing = asyncio.create_task(here.announce(*numbers))
    guest, heard = await here.enter("listing:1"), list[int]()
    for process, other in [(here, there), (there, here)] * 5:
        await here.announce(0, room="elsewhere")
        process.leave(guest)
        heard += guest.numbers
        guest = await other.enter(**guest.ticket)
        assert guest.whole
    await announcing
    await until(lambda: (heard + guest.numbers)[-1:] == [119])
    everything = heard + guest.numbers
    assert everything == list(range(everything[0], 120))


async def test_somebody_elses_or_a_false_ticket_is_worth_nothing(here: Process) -> None:
    first = await here.enter("listing:1")
    ticket = first.ticket
    epoch, _, sequence = ticket["offset"].partition(".")
    false = [
        {"pid": "guessed"}, {"offset": "x.1"}, {"offset": f"{epoch}.{int(sequence) + 1_000}"}, {"offset": ""},
        {"offset": "." * 90},
    ]  # fmt: skip
    for changed in false:
        back = await here.enter(**{**ticket, **changed})
        assert (back.whole, back.rooms, back.numbers) == (False, set(), [])
        assert back.secret not in {"", ticket["pid"]}


async def test_more_than_a_replay_holds_comes_not_at_all_and_the_rooms_are_named(
    here: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoveries, "LONGEST_REPLAY", 3)
    first = await here.enter("listing:1", "listing:2")
    here.leave(first)
    await here.announce(1, 2, 3, 4)
    back = await here.enter(**first.ticket)
    assert (back.whole, set(back.lost), back.numbers) == (False, {"listing:1", "listing:2"}, [])
    assert back.rooms == set()
    assert here.recovery.misses == 1


async def test_a_process_that_was_deaf_delivers_what_it_missed(far: Process, here: Process, proxy: Proxy) -> None:
    guest = await far.enter("listing:1")
    await here.announce(1)
    await until(lambda: guest.numbers == [1])
    proxy.flowing.clear()
    await proxy.cut()
    await here.announce(2, 3)
    proxy.flowing.set()
    await until(lambda: guest.numbers == [1, 2, 3])
    await here.announce(4)
    await until(lambda: guest.numbers == [1, 2, 3, 4])


async def test_when_history_is_lost_everybody_is_told_to_fetch_anew_and_may_come_back(
    here: Process, redis: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoveries, "SPREAD_SECONDS", 0.01)
    guests = [await here.enter(f"listing:{number}") for number in (1, 1, 2)]
    await here.announce(1)
    await until(lambda: guests[0].numbers == [1])
    await redis.delete(*[key async for key in redis.scan_iter(f"{keys.prefix}*")])
    await here.announce(2)

    def told() -> list[list[str]]:
        return [push[1]["rooms"] for guest in guests for push in guest.pushes if push[0] == "server:resync"]

    await until(lambda: told() == [["listing:1"], ["listing:1"], ["listing:2"]])
    here.leave(guests[0])
    await here.announce(3)
    back = await here.enter(**guests[0].ticket)
    assert (back.whole, back.numbers) == (True, [3])


async def test_a_twin_that_was_cut_off_and_learns_of_a_lost_history_leaves_the_newer_one_its_record(
    far: Process, here: Process, proxy: Proxy, redis: Redis, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoveries, "SPREAD_SECONDS", 0.01)
    twin, bystander = await far.enter("listing:1"), await here.enter("listing:1")
    await here.announce(1)
    await until(lambda: twin.numbers == bystander.numbers == [1])
    proxy.flowing.clear()
    back = await here.enter(**twin.ticket)
    assert back.whole
    await redis.delete(keys.epoch)
    await here.announce(2)
    await proxy.cut()
    proxy.flowing.set()
    await until(lambda: twin.closed)
    await until(lambda: "server:resync" in [push[0] for push in back.pushes])
    await back.session.join("listing:2")
    here.leave(back)
    await here.announce(3, room="listing:2")
    again = await here.enter(**back.ticket)
    assert (again.whole, again.numbers) == (True, [3])


async def test_without_redis_connections_are_let_in_without_a_memory(
    far: Process, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "DEADLINE_SECONDS", 0.2)
    first = await far.enter("listing:1")
    proxy.flowing.clear()
    back = await far.enter(**first.ticket)
    assert (back.whole, back.session.connection, back.rooms) == (False, None, set())
    proxy.flowing.set()


async def test_who_signs_in_while_redis_is_away_hears_what_is_his_when_it_is_back(
    far: Process, here: Process, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = rooms.account(AccountId("anna"))
    guest = await far.enter()
    monkeypatch.setattr(road, "DEADLINE_SECONDS", 0.2)
    monkeypatch.setattr(hearing, "CONFIRM_SECONDS", 0.2)
    monkeypatch.setattr(hearing, "LINGER_SECONDS", 0.1)
    proxy.flowing.clear()
    await guest.session.sign_in(ANNA, LATER)
    assert guest.rooms == {private}
    await until(lambda: not far.channels._lingering)
    proxy.flowing.set()

    async def hears() -> bool:
        await here.announce(1, room=private)
        return bool(guest.numbers)

    await until(hears)


async def test_open_connections_stay_remembered_and_quiet_clients_get_fresh_offsets(
    here: Process, redis: Redis, keys: Keys, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoveries, "KEEP_SECONDS", 0.05)
    monkeypatch.setattr(recoveries, "SYNC_SECONDS", 0.1)
    guest = await here.enter()
    (record,) = [key async for key in redis.scan_iter(keys.session("*"))]
    await redis.pexpire(record, 60_000)
    tasks.spawn(here.recovery.keep_alive(), "keep alive")
    await here.announce(1, room="elsewhere")
    await until(lambda: any(push[0] == "server:sync" for push in guest.pushes))
    assert await redis.pttl(record) > 60_000
