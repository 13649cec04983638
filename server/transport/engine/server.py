"""Socket.IO 5 on this engine: python-socketio's server with its packets read and answered on the fast road."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import socketio

from server.transport.engine import codec
from server.transport.engine.application import Application, Refused
from server.transport.engine.engineio import EngineServer
from server.transport.engine.rooms import NAMESPACE, RoomManager
from server.transport.engine.socket import NORMAL_CLOSURE, Socket

MESSAGE_BYTES = 1 << 16
_ACK_DIGITS = 10
_RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener", "*"})
"""Names that clients may not send: socket.io-parser refuses them too."""


class SocketServer(socketio.AsyncServer):  # type: ignore[misc]
    """`socketio.AsyncServer` with this engine below it; an `application` takes events instead of its handlers."""

    eio: EngineServer
    manager: RoomManager

    def __init__(
        self,
        *,
        origins: Sequence[str] = (),
        application: Application | None = None,
        ping_interval: int = 25,
        ping_timeout: int = 20,
    ) -> None:
        super().__init__(
            async_mode="aiohttp",
            client_manager=RoomManager(),
            json=codec,
            transports=["websocket"],
            cors_allowed_origins=list(origins),
            max_http_buffer_size=MESSAGE_BYTES,
            ping_interval=ping_interval,
            ping_timeout=ping_timeout,
            monitor_clients=False,
        )
        self.application = application
        self.eio.socketio = self
        self._tasks: set[asyncio.Task[None]] = set()

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    def packet_received(self, socket: Socket, data: bytes) -> None:
        """One Socket.IO packet as it came, Engine.IO's `4` in front."""
        kind = data[1:2]
        if kind == b"2" and socket.sio_sid:
            self._event_received(socket, data)
        elif kind == b"0" and socket.deadline:
            self._connect_received(socket, data[2:])
        elif kind == b"1" and data == b"41" and socket.sio_sid:
            socket.close_with(NORMAL_CLOSURE, self.reason.CLIENT_DISCONNECT)
        elif kind == b"3" and socket.sio_sid and self.application is None:
            self._spawn(self._handle_eio_message(socket.sid, data[1:].decode(errors="replace")))
        else:
            socket.strike()

    def _event_received(self, socket: Socket, data: bytes) -> None:
        start = data.find(b"[", 2, 3 + _ACK_DIGITS)
        ack_id = data[2:start]
        if start < 0 or (ack_id and not ack_id.isdigit()):
            socket.strike()
        elif self.application:
            self.application.receive(socket, ack_id, data[start:])
        else:
            self._spawn(self._handled(socket, ack_id, data[start:]))

    async def _handled(self, socket: Socket, ack_id: bytes, body: bytes) -> None:
        """The event by way of python-socketio's own handlers."""
        try:
            arguments = orjson.loads(body)
            name = arguments[0]
        except (ValueError, IndexError):
            socket.strike()
            return
        if not isinstance(name, str) or name in _RESERVED:
            socket.strike()
            return
        await self._handle_event(socket.sid, NAMESPACE, int(ack_id) if ack_id else None, arguments)

    def _connect_received(self, socket: Socket, rest: bytes) -> None:
        """`0` with or without auth; another namespace than `/` does not exist here."""
        if rest[:1] == b"/":
            namespace = rest.split(b",", 1)[0]
            socket.send_text(b"44" + namespace + b',{"message":"There is no such namespace."}')
            socket.strike()
            return
        try:
            auth = orjson.loads(rest) if rest else {}
        except ValueError:
            socket.strike()
            return
        if not isinstance(auth, dict):
            socket.strike()
            return
        assert socket.deadline
        socket.deadline.cancel()
        socket.deadline = None
        self._spawn(self._connected(socket, auth))

    async def _connected(self, socket: Socket, auth: dict[str, Any]) -> None:
        if self.application is None:
            await self._handle_connect(socket.sid, NAMESPACE, auth)
            return
        try:
            admission = await self.application.admit(socket, auth)
        except Refused as no:
            socket.send_text(b"44" + orjson.dumps({"message": no.message, "data": no.data}))
            socket.await_connect()
            socket.strike()
            return
        except BaseException:
            socket.abort()
            raise
        if socket.closed:
            self.application.left(socket)
            return
        welcome = {"sid": self.manager.register(socket, admission.sid)}
        if admission.secret:
            welcome["pid"] = admission.secret
        socket.send_text(b"40" + orjson.dumps(welcome))
        try:
            self.application.joined(socket)
        except BaseException:
            socket.abort()
            raise

    def socket_ended(self, socket: Socket) -> None:
        sid = socket.sio_sid
        if sid is None:
            return
        if self.application:
            self.application.left(socket)
        else:
            self._spawn(self._trigger_event("disconnect", NAMESPACE, sid, socket.close_reason))
        self.manager.part(socket)

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
