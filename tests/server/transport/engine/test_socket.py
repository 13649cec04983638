"""One connection under stress: slow readers, floods, silence, goodbyes, and what is left of it afterwards."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.transport.engine import Socket, SocketServer, Traffic, text_frame
from server.transport.engine import socket as sockets
from server.transport.engine.frames import close_frame
from server.transport.engine.socket import BACKLOG_BYTES
from tests.support.engine import Memory, on_both_loops, serving
from tests.support.frames import CLOSE, PING, TEXT, close_code, exchange, frame, payload, upgrade
from tests.support.raw import RawClient
from tests.support.waiting import until

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE = 20
CHUNK = text_frame(b"x" * 60_000)


@asynccontextmanager
async def pipe(url: str, memory: Memory) -> AsyncIterator[tuple[Socket, Pipe]]:
    """A connected socket of the server, and the bytes of its client, who reads only when a test says so."""
    async with exchange(url, upgrade(url)) as (reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(TEXT, b"40{}"))
        await until(lambda: len(memory.sockets) == 1)
        yield memory.sockets[0], (reader, writer)


def held() -> tuple[int, int, int]:
    """Tasks, transports and descriptors of this process, the clients' among them."""
    gc.collect()
    transports = [it for it in gc.get_objects() if type(it).__name__.endswith("Transport")]
    return len(asyncio.all_tasks()), len(transports), len(list(Path("/proc/self/fd").iterdir()))


async def be_cut_off(url: str, memory: Memory) -> None:
    """Connect and read nothing of all that is said; the application does not remember it."""
    async with pipe(url, memory) as (socket, _), asyncio.timeout(PATIENCE):
        while not socket.closed:
            socket.write(CHUNK)
            await asyncio.sleep(0)
    memory.sockets.clear()
    memory.gone.clear()


async def fill(socket: Socket) -> None:
    """Write until the transport takes no more."""
    async with asyncio.timeout(PATIENCE):
        while not socket.paused:
            socket.write(CHUNK)
            await asyncio.sleep(0)


async def texts(reader: asyncio.StreamReader, last: bytes) -> list[bytes]:
    """The payloads of all frames up to this one."""
    found: list[bytes] = []
    async with asyncio.timeout(PATIENCE):
        while not found or found[-1] != last:
            found.append(await payload(reader))
    return found


@on_both_loops
async def test_a_reader_that_stops_reading_is_cut_off_and_its_backlog_freed() -> None:
    memory = Memory()
    server = SocketServer(application=memory)
    async with serving(server) as url, pipe(url, memory) as (socket, _):
        most, held_before = 0, sys.getrefcount(CHUNK)
        async with asyncio.timeout(PATIENCE):
            while not socket.closed:
                socket.write(CHUNK)
                most = max(most, socket.backlog_bytes)
                await asyncio.sleep(0)
        assert most <= BACKLOG_BYTES
        assert (socket.backlog, socket.backlog_bytes, server.eio.slow_readers) == (None, 0, 1)
        await until(lambda: memory.gone == [socket])
        await until(lambda: sys.getrefcount(CHUNK) == held_before)


@on_both_loops
async def test_of_readers_that_were_cut_off_no_task_transport_or_descriptor_stays() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url:
        before = held()
        for _ in range(5):
            await be_cut_off(url, memory)
        await until(lambda: held() == before)


@on_both_loops
async def test_a_burst_within_one_tick_is_bounded_too() -> None:
    memory = Memory()
    server = SocketServer(application=memory)
    async with serving(server) as url, pipe(url, memory) as (socket, _):
        for _ in range(2_000):
            socket.write(CHUNK)
        assert socket.closed
        assert server.eio.slow_readers == 1


@on_both_loops
async def test_a_slow_reader_that_catches_up_gets_everything_in_order() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, _)):
        await fill(socket)
        for number in range(1_000):
            socket.send_text(b"%d" % number)
        assert socket.backlog_bytes > 0
        read = await texts(reader, b"999")
        assert [int(it) for it in read if len(it) < 4] == list(range(1_000))
        assert (socket.backlog, socket.backlog_bytes, socket.paused) == (None, 0, False)


@on_both_loops
async def test_what_follows_the_first_of_a_tick_goes_together_at_its_end_and_in_order() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, _)):
        await asyncio.sleep(0)
        for text in (b"first", b"second", b"third"):
            socket.send_text(text)
        assert bytes(socket.unsent or b"") == text_frame(b"second") + text_frame(b"third")
        await until(lambda: not socket.unsent)
        socket.send_text(b"of the next tick")
        assert not socket.unsent
        assert (await texts(reader, b"of the next tick"))[-4:-1] == [b"first", b"second", b"third"]


@on_both_loops
async def test_who_is_closed_within_a_tick_gets_what_was_written_in_it_and_nothing_after() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, _)):
        for text in (b"first", b"second"):
            socket.send_text(text)
        socket.close_with(1001)
        socket.send_text(b"after the end")
        everything = await asyncio.wait_for(reader.read(), PATIENCE)
        assert everything.endswith(text_frame(b"first") + text_frame(b"second") + close_frame(1001))


@on_both_loops
async def test_volatile_messages_are_dropped_while_the_reader_is_slow_and_only_then() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, _)):
        socket.write(text_frame(b"seen"), Traffic.VOLATILE)
        await fill(socket)
        socket.write(text_frame(b"dropped"), Traffic.VOLATILE)
        socket.send_text(b"last")
        read = await texts(reader, b"last")
        assert b"seen" in read
        assert b"dropped" not in read


@on_both_loops
async def test_of_messages_with_one_key_a_slow_reader_gets_the_newest_in_its_place_at_the_end() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, _)):
        await fill(socket)
        for number in range(100):
            socket.write(text_frame(b"price %d" % number), Traffic.LATEST, "price")
        socket.write(text_frame(b"other"), Traffic.LATEST, "other")
        socket.write(text_frame(b"price 100"), Traffic.LATEST, "price")
        socket.send_text(b"last")
        assert (await texts(reader, b"last"))[-3:] == [b"other", b"price 100", b"last"]


@on_both_loops
async def test_a_flood_of_pings_that_nobody_reads_the_answers_of_takes_no_memory() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (_, writer)):
        await fill(socket)
        held = socket.transport.get_write_buffer_size()
        for _ in range(5_000):
            writer.write(frame(PING, b"x" * 125))
        writer.write(frame(TEXT, b'42["through"]'))
        await until(lambda: bool(memory.received), seconds=PATIENCE)
        assert socket.transport.get_write_buffer_size() <= held


async def test_a_ping_is_answered_with_what_it_said() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (_, (reader, writer)):
        writer.write(frame(PING, b"hello"))
        async with asyncio.timeout(PATIENCE):
            assert await reader.readuntil(b"\x8a\x05hello")


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that waits for a CONNECT for no longer than a test likes to."""
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.2)


async def test_who_never_connects_is_hung_up_on(impatience: None) -> None:
    server = SocketServer(application=Memory())
    async with serving(server) as url, RawClient(url) as raw:
        await raw.hear()
        assert await raw.closed() in {None, 1006}
    assert not server.eio.sockets


async def test_who_was_refused_and_stays_silent_is_hung_up_on(impatience: None) -> None:
    async with serving(SocketServer(application=Memory())) as url, RawClient(url) as raw:
        await raw.connect(no=True)
        assert await raw.closed() in {None, 1006}


async def test_who_was_sent_away_and_stays_silent_is_hung_up_on(impatience: None) -> None:
    server = SocketServer()
    async with serving(server) as url, RawClient(url) as raw:
        sid = (await raw.connect())["sid"]
        await server.disconnect(sid)
        assert await raw.closed() in {None, 1006}
        assert raw.heard[-1] == "41"


async def test_who_connects_in_time_may_stay(impatience: None) -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, RawClient(url) as raw, RawClient(url) as idle:
        await raw.connect()
        await idle.closed()
        assert await raw.ask("still here") == ["still here"]


@pytest.mark.parametrize("last", ["x", b"\x00", "9", "", "5", "42{}", "44{}", "451-[]"], ids=repr)
async def test_the_third_malformed_message_closes_with_policy_violation(last: str | bytes) -> None:
    async with serving(SocketServer(application=Memory())) as url, RawClient(url) as raw:
        await raw.connect()
        for sent in ("x", "x", last):
            await raw.say(sent)
        assert await raw.closed() == 1008


ENDS = {
    "a goodbye of Engine.IO": (frame(TEXT, b"1"), 1000),
    "a goodbye of Socket.IO": (frame(TEXT, b"41"), 1000),
    "a close": (frame(CLOSE, b"\x03\xe8"), 1001),
    "a message that is too long": (frame(TEXT, b"4" * 65_537), 1009),
}


@pytest.mark.parametrize(("sent", "code"), ENDS.values(), ids=ENDS.keys())
async def test_every_end_has_its_code(sent: bytes, code: int) -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, (reader, writer)):
        writer.write(sent)
        assert await close_code(reader) == code
        await until(lambda: memory.gone == [socket])


async def test_an_end_is_told_once() -> None:
    memory = Memory()
    async with serving(SocketServer(application=memory)) as url, pipe(url, memory) as (socket, _):
        socket.close_with(1001)
        socket.close_with(1008)
        socket.abort()
        socket.connection_lost(None)
        assert memory.gone == [socket]
        socket.send_text(b"too late")


async def test_nothing_of_a_connection_outlives_it() -> None:
    memory = Memory()
    server = SocketServer(application=memory)
    async with serving(server) as url:
        for _ in range(20):
            async with RawClient(url) as raw:
                await raw.connect()
                await raw.ask("hello")
        await until(lambda: len(memory.gone) == 20)
        memory.sockets.clear()
        memory.gone.clear()
        gc.collect()
        assert not [it for it in gc.get_objects() if isinstance(it, Socket)]
