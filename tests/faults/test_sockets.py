"""Sockets that misbehave in numbers: one that stops reading, many that come at once, and all that is freed again."""

import asyncio
import os
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import psutil

from server.stores.redis.client import CONNECTIONS
from server.transport.engine.socket import BACKLOG_BYTES
from tests.faults.conftest import Stage
from tests.support.comeback import Guest, guest, revise
from tests.support.frames import TEXT, frame, upgrade
from tests.support.people import publish, register
from tests.support.waiting import until

SOCKETS = int(os.environ.get("SOUK_FAULT_SOCKETS", "5000"))
DIALLING = 1_000
"""How many handshakes are under way at once, far more than are judged at once; the kernel keeps some 4,000 waiting."""
DEAF = 3


class Deaf:
    """A connection that asks without end and never reads an answer."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self.socket.connect((parts.hostname, parts.port))
        self.socket.settimeout(10)
        self.socket.sendall(upgrade(url))
        self._hear(b"maxPayload")
        self.socket.sendall(frame(TEXT, b"40"))
        self._hear(b"server:ready")

    def _hear(self, expected: bytes) -> None:
        """Read until this was said."""
        heard = b""
        while expected not in heard:
            heard += self.socket.recv(4_096)

    def ask(self) -> None:
        """A hundred questions with long answers; whether anybody hears them is not our concern."""
        with suppress(ConnectionError):
            self.socket.sendall(b"".join(frame(TEXT, b'421["listing:categories",{}]') for _ in range(100)))


async def test_who_stops_reading_is_cut_off_and_everything_of_it_is_freed(stage: Stage) -> None:
    url = stage.market.urls[0]
    process = psutil.Process(stage.market.web.pid)
    async with guest(url) as seller, Guest(url) as reader:
        await register(seller)
        listing = await publish(seller)
        await reader.enter()
        assert (await reader.ask("listing:watch", {"listing_id": listing["id"]}))["ok"]
        descriptors, sockets = process.num_fds(), await stage.figure(0, "souk_sockets")
        cut_off = await stage.figure(0, "souk_slow_readers_total")
        deaf = [await asyncio.to_thread(Deaf, url) for _ in range(DEAF)]
        highest = 0.0
        try:
            assert await stage.figure(0, "souk_sockets") == sockets + DEAF
            while await stage.figure(0, "souk_slow_readers_total") < cut_off + DEAF:
                for it in deaf:
                    await asyncio.to_thread(it.ask)
                highest = max(highest, await stage.figure(0, "souk_backlog_bytes"))
        finally:
            for it in deaf:
                it.socket.close()
        assert highest <= DEAF * BACKLOG_BYTES

        async def freed() -> bool:
            return (
                await stage.figure(0, "souk_sockets") == sockets
                and await stage.figure(0, "souk_backlog_bytes") == 0
                and process.num_fds() <= descriptors
            )

        await until(freed)
        await revise(seller, listing, "The others hear on")
        assert (await reader.push("listing:revised"))["listing"]["title"] == "The others hear on"


async def test_thousands_who_come_at_once_are_all_let_in_and_all_leave_nothing(stage: Stage) -> None:
    url = stage.market.urls[1]
    process = psutil.Process(stage.market.webs[1].pid)
    descriptors, sockets = process.num_fds(), await stage.figure(1, "souk_sockets")
    rooms = await stage.figure(1, "souk_rooms")
    turns = asyncio.Semaphore(DIALLING)
    crowd = await asyncio.gather(*(_enter(url, turns) for _ in range(SOCKETS)))
    try:
        assert await stage.figure(1, "souk_sockets") == sockets + SOCKETS
        async with guest(url) as somebody:
            assert (await somebody.ask("feed:watch", {}))["ok"]
    finally:
        for writer in crowd:
            writer.transport.abort()

    async def freed() -> bool:
        pools = CONNECTIONS + 2  # roads to the stores that were built for the rush and stay
        return await stage.figure(1, "souk_sockets") == sockets and process.num_fds() <= descriptors + pools

    await until(freed, seconds=30)
    assert await stage.figure(1, "souk_rooms") == rooms


async def _enter(url: str, turns: asyncio.Semaphore) -> asyncio.StreamWriter:
    """Handshake and CONNECT, again when there was no room yet; gives the open connection once it was greeted."""
    parts = urlsplit(url)
    while True:
        async with turns:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            with suppress(asyncio.IncompleteReadError, ConnectionResetError):
                writer.write(upgrade(url))
                await reader.readuntil(b"maxPayload")
                writer.write(frame(TEXT, b"40"))
                await reader.readuntil(b"server:ready")
                return writer
            writer.close()
