"""A TCP proxy in front of a server, which a test may hold up or cut: how a network fails between two healthy ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.tasks import Tasks


class Proxy:
    """Passes bytes both ways while `flowing` is set."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._target = host, port
        self._tasks = Tasks()
        self._writers: set[asyncio.StreamWriter] = set()
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(self._host, self._target)
        self._writers |= {writer, behind_writer}
        self._tasks.spawn(self._pass(reader, behind_writer), "there")
        self._tasks.spawn(self._pass(behind_reader, writer), "back")

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(65_536):
                await self.flowing.wait()
                writer.write(some)
                await writer.drain()
        writer.close()

    async def cut(self) -> None:
        """Drop every connection; new ones are let through again."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def stop(self) -> None:
        await self.cut()
        await self._tasks.cancel()


@asynccontextmanager
async def proxied(host: str, port: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(host, port)
    listener = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        await proxy.stop()
