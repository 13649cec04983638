"""The one timer: everybody is pinged once an interval, and who does not answer is gone."""

import asyncio
from collections import Counter
from typing import cast

from server.transport.engine import Socket, SocketServer
from server.transport.engine.heartbeat import Heartbeat
from tests.support.engine import serving
from tests.support.frames import TEXT, exchange, frame, upgrade
from tests.support.raw import RawClient

INTERVAL = 5


class Pinged:
    """Stands for a socket and counts its pings."""

    def __init__(self, pings: Counter["Pinged"]) -> None:
        self.pings = pings

    def ping(self) -> None:
        self.pings[self] += 1


def seconds(heartbeat: Heartbeat, count: int) -> None:
    """Let as many seconds pass, by hand."""
    for _ in range(count):
        heartbeat._tick()


async def test_everybody_is_pinged_once_an_interval_whenever_they_came() -> None:
    heartbeat, pings = Heartbeat(INTERVAL), Counter[Pinged]()
    crowd = [Pinged(pings) for _ in range(20)]
    for number, it in enumerate(crowd):
        heartbeat.add(cast(Socket, it))
        seconds(heartbeat, number % 3)
    pings.clear()
    seconds(heartbeat, 3 * INTERVAL)
    assert [pings[it] for it in crowd] == [3] * 20
    heartbeat.stop()


async def test_the_first_ping_comes_a_whole_interval_later() -> None:
    heartbeat, pings = Heartbeat(INTERVAL), Counter[Pinged]()
    heartbeat.add(cast(Socket, Pinged(pings)))
    seconds(heartbeat, INTERVAL - 1)
    assert not pings
    seconds(heartbeat, 1)
    assert pings.total() == 1
    heartbeat.stop()


async def test_who_is_gone_is_not_pinged_and_nobody_keeps_a_timer() -> None:
    heartbeat, pings = Heartbeat(INTERVAL), Counter[Pinged]()
    it = cast(Socket, Pinged(pings))
    heartbeat.add(it)
    heartbeat.remove(it)
    heartbeat.remove(it)
    seconds(heartbeat, 2 * INTERVAL)
    assert not pings
    assert heartbeat._timer is None


async def test_a_client_that_answers_stays() -> None:
    server = SocketServer(ping_interval=1)
    server.on("echo", lambda _: 1)
    async with serving(server) as url, RawClient(url) as raw:
        await raw.connect()
        for _ in range(3):
            assert (await raw.socket.receive(timeout=10)).data == "2"
            await raw.say("3")
        assert await raw.ask("echo") == 1


async def test_a_client_that_gives_no_sign_of_life_is_hung_up_on() -> None:
    server, ends = SocketServer(ping_interval=1), asyncio.Queue[str]()
    server.on("disconnect", lambda _, reason: ends.put_nowait(reason))
    async with serving(server) as url, exchange(url, upgrade(url)) as (reader, writer):
        async with asyncio.timeout(10):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(frame(TEXT, b"40"))
            assert await ends.get() == server.reason.PING_TIMEOUT
            assert b"2" in await reader.read()
    assert not server.eio.sockets
