"""A TCP proxy in front of a server, which a test may hold up or cut: how a network fails between two healthy ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from server.tasks import Tasks


class Proxy:
    """Passes bytes both ways while `flowing` is set."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._target = host, port
        self._tasks = Tasks()
        self._writers: set[asyncio.StreamWriter] = set()
        self._dead: set[asyncio.StreamWriter] = set()
        self._losing = False
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.port = 0
        self.lost = 0
        """Stretches of bytes that nobody got."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind_reader, behind_writer = await asyncio.open_connection(self._host, self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, behind_writer}
        self._tasks.spawn(self._pass(reader, behind_writer, back=False), "there")
        self._tasks.spawn(self._pass(behind_reader, writer, back=True), "back")

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(65_536):
                await self.flowing.wait()
                if back and self._losing:
                    self._dead.add(writer)
                if writer in self._dead:
                    self.lost += 1
                    continue
                writer.write(some)
                await writer.drain()
        writer.close()

    @contextmanager
    def losing_answers(self) -> Iterator[None]:
        """What is asked arrives and is done; what is answered does not come back, nor does the connection recover."""
        self._losing = True
        try:
            yield
        finally:
            self._losing = False
            for writer in self._dead:
                writer.transport.abort()

    def swallow(self) -> None:
        """Every connection stays open and carries nothing from now on; new ones are whole."""
        self._dead |= self._writers

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
