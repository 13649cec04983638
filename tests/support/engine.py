"""The engine alone, on a free port: with python-socketio's handlers, or with an application that remembers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import socketio
import uvloop
from aiohttp import web

from server.transport.engine import Admission, Refused, Socket, SocketServer


@dataclass(slots=True)
class Memory:
    """An application that lets everybody in but those who say `no`, and remembers what it was told."""

    admitted: list[Mapping[str, Any]] = field(default_factory=list)
    sockets: list[Socket] = field(default_factory=list)
    received: list[tuple[bytes, bytes]] = field(default_factory=list)
    gone: list[Socket] = field(default_factory=list)

    async def admit(self, socket: Socket, auth: Mapping[str, Any]) -> Admission:
        if "no" in auth:
            raise Refused("No.", {"code": "banned"})
        self.admitted.append(auth)
        return Admission()

    def joined(self, socket: Socket) -> None:
        self.sockets.append(socket)

    def receive(self, socket: Socket, ack_id: bytes, body: bytes) -> None:
        self.received.append((ack_id, body))
        if ack_id:
            socket.send_text(b"43" + ack_id + b"[" + body + b"]")

    def left(self, socket: Socket) -> None:
        self.gone.append(socket)


@asynccontextmanager
async def serving(server: SocketServer) -> AsyncIterator[str]:
    """Its URL while it runs."""
    site = web.Application()
    server.attach(site)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    try:
        yield f"http://{host}:{port}"
    finally:
        for socket in tuple(server.eio.sockets.values()):
            socket.abort()
        server.eio.heartbeat.stop()
        await runner.cleanup()


@asynccontextmanager
async def client(url: str, **options: Any) -> AsyncIterator[socketio.AsyncClient]:
    """The stock Python client, connected."""
    it = socketio.AsyncClient(reconnection=False)
    await it.connect(url, transports=["websocket"], **options)
    try:
        yield it
    finally:
        await it.disconnect()


def on_both_loops(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test without fixtures on the loop of production and on Python's own: their transports pause differently."""

    @pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
    def run(loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(test())

    run.__doc__, run.__name__ = test.__doc__, test.__name__
    return run
