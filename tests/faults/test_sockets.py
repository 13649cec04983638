"""Sockets that misbehave in numbers: some that stop reading, many that come at once, and all that is freed again."""

import asyncio
import os
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import orjson
import psutil

from server.stores.redis.client import CONNECTIONS
from server.transport.engine.socket import BACKLOG_BYTES
from tests.faults.conftest import Stage
from tests.faults.followers import PAUSE, Follower, Model, agree, crowd, living, talking
from tests.support.frames import TEXT, frame, payload, upgrade
from tests.support.waiting import until

SOCKETS = int(os.environ.get("SOUK_FAULT_SOCKETS", "5000"))
DIALLING = 1_000
"""How many handshakes are under way at once, far more than are judged at once; the kernel keeps some 4,000 waiting."""
CHANGES = 10
"""How often a listing changes while they come."""
SLOW = 3
ENDS = (asyncio.IncompleteReadError, ConnectionResetError)


class Held(NamedTuple):
    """What a web process holds on to: for the kernel, for the event loop, for the engine."""

    descriptors: int
    connections: int
    tasks: float
    sockets: float
    rooms: float

    @classmethod
    async def by(cls, stage: Stage, place: int) -> "Held":
        process = psutil.Process(stage.market.webs[place].pid)
        open_ones = [it for it in process.net_connections("tcp") if it.status == psutil.CONN_ESTABLISHED]
        figures = [await stage.market.figure(place, name) for name in ("souk_tasks", "souk_sockets", "souk_rooms")]
        return cls(process.num_fds(), len(open_ones), *figures)

    def exceeds(self, other: "Held", spare: int = 0) -> bool:
        """Whether any of it is more; `spare` are connections to stores that a rush may leave open."""
        allowed = Held(other.descriptors + spare, other.connections + spare, *other[2:])
        return any(mine > its for mine, its in zip(self, allowed, strict=True))


async def test_who_stops_reading_is_cut_off_freed_and_catches_up_when_it_reads_again(stage: Stage) -> None:
    url = stage.market.urls[0]
    async with crowd(stage.market.urls[1], []) as (talker, _):
        ids = list(talker.newest)
        slow, others = [Follower(url, ids) for _ in range(SLOW)], [Follower(url, ids) for _ in range(SLOW)]
        async with living([*slow, *others]):
            await until(lambda: all(len(it.model) == len(ids) for it in (*slow, *others)))
            before, highest = await Held.by(stage, 0), 0.0
            cut_off = await stage.market.figure(0, "souk_slow_readers_total")
            async with talking(talker):
                stalling = asyncio.gather(*(it.stop_reading() for it in slow))
                while not stalling.done():
                    highest = max(highest, await stage.market.figure(0, "souk_backlog_bytes"))
                await stalling
                await until(lambda: all(it.recovered for it in slow))
            assert highest <= SLOW * BACKLOG_BYTES
            assert await stage.market.figure(0, "souk_slow_readers_total") == cut_off + SLOW
            await agree(url, [*slow, *others], ids)
            assert not any(it.recovered or it.resyncs for it in others)

            async def freed() -> bool:
                return not (await Held.by(stage, 0)).exceeds(before)

            await until(freed)
            assert await stage.market.figure(0, "souk_backlog_bytes") == 0


class Visitor(Model):
    """A client in few words: comes, watches one listing, and hears what becomes of it."""

    def __init__(self, url: str, listing_id: str) -> None:
        super().__init__()
        self._url, self._listing_id, self._watches = url, listing_id, False
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    def __bool__(self) -> bool:
        """Whether it was told that it watches, not only heard of the listing while it asked."""
        return self._watches

    async def visit(self, turns: asyncio.Semaphore) -> None:
        """Come in, again when there was no room yet, and listen until the connection ends."""
        async with turns:
            while not self._watches:
                with suppress(*ENDS):
                    await self._connect()
                    await self._watch()
        with suppress(*ENDS):
            while True:
                self._hear(await payload(self._reader))

    def vanish(self) -> None:
        self._writer.transport.abort()

    async def _connect(self) -> None:
        parts = urlsplit(self._url)
        self._reader, self._writer = await asyncio.open_connection(parts.hostname, parts.port)
        self._writer.write(upgrade(self._url))
        await self._reader.readuntil(b"\r\n\r\n")
        self._writer.write(frame(TEXT, b"40"))
        while b"server:ready" not in await payload(self._reader):
            pass

    async def _watch(self) -> None:
        request = orjson.dumps(["listing:watch", {"listing_id": self._listing_id}])
        while not self._watches:
            self._writer.write(frame(TEXT, b"420" + request))
            while not (said := await payload(self._reader)).startswith(b"430"):
                self._hear(said)
            (answer,) = orjson.loads(said[3:])
            if answer["ok"]:
                self._watches = True
                self.fold(answer["data"]["listing"])
            else:
                await asyncio.sleep(PAUSE)

    def _hear(self, said: bytes) -> None:
        if said.startswith(b'42["listing:revised"'):
            self.fold(orjson.loads(said[2:])[1]["listing"])
        elif said == b"2":
            self._writer.write(frame(TEXT, b"3"))


async def test_thousands_who_come_at_once_all_see_what_becomes_of_it_and_leave_nothing(stage: Stage) -> None:
    url = stage.market.urls[1]
    async with crowd(stage.market.urls[0], [], listings=1) as (talker, _):
        (listing_id,) = talker.newest
        before, turns = await Held.by(stage, 1), asyncio.Semaphore(DIALLING)
        visitors = [Visitor(url, listing_id) for _ in range(SOCKETS)]
        visits = [asyncio.create_task(it.visit(turns)) for it in visitors]
        try:
            for changes in range(1, CHANGES + 1):
                coming = SOCKETS * changes // CHANGES
                await until(lambda: sum(map(bool, visitors)) >= coming, seconds=60)  # noqa: B023 - awaited before it changes
                assert await talker.change(listing_id)
            await agree(url, visitors, [listing_id])
            assert (await Held.by(stage, 1)).sockets == before.sockets + SOCKETS
        finally:
            for it in visitors:
                it.vanish()
            await asyncio.gather(*visits)

        async def freed() -> bool:
            print("DBG", before, await Held.by(stage, 1))
            return not (await Held.by(stage, 1)).exceeds(before, CONNECTIONS + 2)

        await until(freed, seconds=30)
