"""Below Socket.IO: the opening, how bytes are cut into messages, who is turned away, and aiohttp letting go."""

import asyncio
import gc
from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from server.transport.engine import SocketServer
from server.transport.engine.server import MESSAGE_BYTES
from tests.support.engine import Memory, serving
from tests.support.frames import CONTINUATION, TEXT, close_code, exchange, frame, upgrade
from tests.support.raw import RawClient
from tests.support.waiting import until

PATIENCE = 10


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def server(memory: Memory) -> SocketServer:
    return SocketServer(application=memory)


@pytest.fixture
async def url(server: SocketServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        yield address


async def test_the_opening_tells_what_the_client_must_know(server: SocketServer, url: str) -> None:
    async with RawClient(url) as raw:
        opening = await raw.hear()
        (socket,) = server.eio.sockets.values()
    assert opening[0] == "0"
    assert orjson.loads(opening[1:]) == {
        "sid": socket.sid,
        "upgrades": [],
        "pingInterval": 25_000,
        "pingTimeout": 20_000,
        "maxPayload": MESSAGE_BYTES,
    }


async def test_no_extension_is_negotiated(url: str) -> None:
    address = f"{url}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as session, session.ws_connect(address, compress=15) as socket:
        assert socket.compress == 0


async def test_messages_may_come_byte_by_byte(memory: Memory, url: str) -> None:
    async with exchange(url, upgrade(url)) as (reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        for byte in frame(TEXT, b"40{}") + frame(TEXT, b'42["slow"]'):
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        await until(lambda: memory.received == [(b"", b'["slow"]')])


async def test_many_messages_may_come_at_once_and_in_parts(memory: Memory, url: str) -> None:
    async with exchange(url, upgrade(url)) as (reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(TEXT, b"40{}"))
        await until(lambda: len(memory.sockets) == 1)
        parts = [frame(TEXT, b'42["in', last=False), frame(CONTINUATION, b" par", last=False)]
        parts.append(frame(CONTINUATION, b'ts"]'))
        writer.write(b"".join([*(frame(TEXT, b'42["n%d"]' % number) for number in range(500)), *parts]))
        expected = [(b"", b'["n%d"]' % number) for number in range(500)] + [(b"", b'["in parts"]')]
        await until(lambda: memory.received == expected)


@pytest.mark.parametrize("beyond", [0, 1])
async def test_a_message_of_the_greatest_size_is_read_and_one_byte_more_is_not(
    memory: Memory, url: str, beyond: int
) -> None:
    message = b'42["' + b"x" * (MESSAGE_BYTES + beyond - 6) + b'"]'
    async with exchange(url, upgrade(url)) as (reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(TEXT, b"40{}"))
        await until(lambda: len(memory.sockets) == 1)
        writer.write(frame(TEXT, message))
        if beyond:
            assert await close_code(reader) == 1009
        else:
            await until(lambda: memory.received == [(b"", message[2:])])


async def test_who_is_turned_away_is_told_when_to_come_back(server: SocketServer, url: str) -> None:
    server.eio.turn_away = lambda: 7
    with pytest.raises(aiohttp.WSServerHandshakeError) as no:
        async with RawClient(url):
            raise AssertionError("let in")
    assert (no.value.status, no.value.headers and no.value.headers["Retry-After"]) == (503, "7")
    assert not server.eio.sockets


async def test_an_address_is_what_the_application_makes_of_a_request(
    server: SocketServer, memory: Memory, url: str
) -> None:
    server.eio.address_of = lambda request: request.headers["X-Real"]
    async with RawClient(url, {"X-Real": "2001:db8::1"}) as raw:
        await raw.connect()
        assert memory.sockets[0].address == "2001:db8::1"


async def test_aiohttp_keeps_nothing_of_a_connection_it_gave_away(server: SocketServer, url: str) -> None:
    async with RawClient(url) as raw:
        await raw.connect()
        await until(lambda: not [it for it in asyncio.all_tasks() if "RequestHandler" in repr(it.get_coro())])
        gc.collect()
        ours = [it for it in gc.get_objects() if isinstance(it, web.Request) and it.path == "/socket.io/"]
        assert not ours
        assert not [it for it in gc.get_objects() if isinstance(it, RequestHandler) and it.transport is not None]
        assert await raw.ask("still here") == ["still here"]


async def test_http_beside_the_sockets_is_served_as_ever() -> None:
    server, site = SocketServer(), web.Application()
    server.attach(site)
    site.router.add_get("/livez", _ok)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}/livez".format(*runner.addresses[0])
    async with aiohttp.ClientSession() as session, session.get(url) as one, session.get(url) as other:
        assert (await one.text(), await other.text()) == ("ok", "ok")
    await runner.cleanup()


async def _ok(_: web.Request) -> web.Response:
    return web.Response(text="ok")
