"""Engine.IO over WebSocket alone: handshake, heartbeat, and what becomes of each text message."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import engineio
import orjson
from aiohttp import web

from server.transport.engine import handshake
from server.transport.engine.heartbeat import Heartbeat
from server.transport.engine.socket import HIGH_WATER_BYTES, NORMAL_CLOSURE, Socket

if TYPE_CHECKING:
    from server.transport.engine.server import SocketServer


class EngineServer(engineio.AsyncServer):  # type: ignore[misc]
    """Takes the place of python-engineio's server below python-socketio."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sockets: dict[str, Socket] = {}
        self.socketio: SocketServer
        self.heartbeat = Heartbeat(int(self.ping_interval))
        self.slow_readers = 0
        self.tick: object = None
        self.unsent: list[Socket] = []
        self.turn_away: Callable[[], int | None] = lambda: None
        self.address_of: Callable[[web.Request], str] = lambda request: request.remote or ""

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        """Upgrade the connection and take it out of aiohttp's hands: nothing of the request outlives this call."""
        origin = request.headers.get("Origin")
        if no := handshake.refusal(request, self.cors_allowed_origins or ()):
            return handshake.response(*no, origin if no[0] is HTTPStatus.BAD_REQUEST else None)
        if wait := self.turn_away():
            return handshake.response(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections at once.", origin, wait)
        transport = request.transport
        if transport is None:
            raise web.HTTPBadRequest
        self._open(transport, self.address_of(request), handshake.acceptance(request))
        _detach(request.protocol)
        return web.Response()

    def _open(self, transport: asyncio.Transport, address: str, acceptance: bytes) -> None:
        socket = Socket(self, self.generate_id(), address, transport)
        self.sockets[socket.sid] = socket
        transport.set_protocol(socket)
        transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        transport.write(acceptance)
        opening = {
            "sid": socket.sid,
            "upgrades": [],
            "pingInterval": int(self.ping_interval * 1000),
            "pingTimeout": int(self.ping_timeout * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        socket.send_text(b"0" + orjson.dumps(opening))
        socket.await_connect()
        self.heartbeat.add(socket)
        self.socketio.environ[socket.sid] = {"REMOTE_ADDR": address}

    def begin_tick(self) -> object:
        """What is written from now until the loop comes round belongs together."""
        self.tick = object()
        asyncio.get_running_loop().call_soon(self._end_tick)
        return self.tick

    def _end_tick(self) -> None:
        self.tick = None
        sockets, self.unsent = self.unsent, []
        for socket in sockets:
            socket.flush()

    def text_received(self, socket: Socket, data: bytes) -> None:
        """A text message other than a pong: `4` is for Socket.IO, everything else has no place here."""
        if data[:1] == b"4" and len(data) > 1:
            self.socketio.packet_received(socket, data)
        elif data == b"1":
            socket.close_with(NORMAL_CLOSURE, self.reason.CLIENT_DISCONNECT)
        else:
            socket.strike()

    def socket_ended(self, socket: Socket) -> None:
        self.sockets.pop(socket.sid, None)
        self.heartbeat.remove(socket)
        self.socketio.environ.pop(socket.sid, None)
        self.socketio.socket_ended(socket)

    async def send_packet(self, sid: str, pkt: Any) -> None:
        if socket := self.sockets.get(sid):
            await socket.send(pkt)


def _detach(handler: web.RequestHandler) -> None:
    """Let aiohttp's handler see its connection as lost and end, without closing the transport: it is ours now."""
    handler.transport = None
    handler.connection_lost(None)
