"""Connections that never become a request do not stay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web

from server import listening
from server.local.ports import Ports
from server.settings import Settings

BEGUN = {
    "nothing": b"",
    "half a request": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "half a handshake": b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n",
}


@pytest.fixture
async def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A site that waits for no longer than a test likes to."""
    monkeypatch.setattr(listening, "IDLE_SECONDS", 0.5)
    port = Ports(tmp_path / "ports.json").take("site")
    async with AsyncExitStack() as stack:
        await listening.listen(stack, web.Application(), Settings(port=port))
        yield port


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
async def test_who_drips_a_request_is_hung_up_on(port: int, begun: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)
    end = asyncio.create_task(reader.read())
    async with asyncio.timeout(10):
        while not end.done():
            if begun:
                writer.write(b"X")
            await asyncio.wait({end}, timeout=0.1)
    assert await end == b""
    writer.close()


async def test_who_asks_in_time_is_answered(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(10):
        assert (await reader.readline()).startswith(b"HTTP/1.1 404")
    writer.close()
