"""One connection: the transport's protocol and the Engine.IO socket in one object, without queue, task or timer."""

import asyncio
from collections import OrderedDict
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http_websocket import WebSocketError, WebSocketReader

from server.transport.engine.frames import PING, close_frame, pong_frame, text_frame

if TYPE_CHECKING:
    from server.transport.engine.engineio import EngineServer

BACKLOG_BYTES = 1 << 20
"""What a slow reader may owe before it is cut off."""
HIGH_WATER_BYTES = 1 << 16
"""What the transport may hold before writes go to the backlog."""
STRIKES = 3
"""Malformed messages that a connection may send before it is closed."""

GOODBYE_SECONDS = 5
"""What a peer that does not read is given to take our goodbye."""

CONNECT_SECONDS = 10
"""How long a socket may stay without a CONNECT (Centrifugo's `stale_close_delay`: 10 s)."""

NORMAL_CLOSURE = 1000
GOING_AWAY = 1001
POLICY_VIOLATION = 1008
"""Close codes (RFC 6455, section 7.4.1)."""


class Traffic(IntEnum):
    """What may happen to a frame while its receiver is slow."""

    DURABLE = 0
    """Waits its turn."""
    LATEST = 1
    """Takes the place of a waiting frame with the same key, at the end of the line."""
    VOLATILE = 2
    """Is dropped."""


class Inbox(WebSocketDataQueue):
    """Hands each message over while the parser is still feeding, instead of queueing it for a reading task."""

    def __init__(self, socket: "Socket", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(socket, HIGH_WATER_BYTES, loop=loop)  # type: ignore[arg-type]
        self.socket = socket

    def feed_data(self, data: Any, size: int) -> None:
        self.socket.message_received(data.type, data.data)

    def feed_eof(self) -> None:
        pass

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        self.socket.close_with(exc.code if isinstance(exc, WebSocketError) else POLICY_VIOLATION)


class Socket(asyncio.Protocol):
    """A connected client. `subject` belongs to the application.

    The first frame of a tick of the loop goes straight to the transport, what follows in the same tick goes together at
    its end: one push costs no bookkeeping, a burst two system calls however long it is. While the peer reads slowly
    frames wait in a backlog of at most BACKLOG_BYTES, and beyond that the connection is aborted.
    """

    __slots__ = (
        "address", "awaiting_pong", "backlog", "backlog_bytes", "close_reason", "closed", "connected", "deadline",
        "paused", "reader", "rooms", "server", "session", "sid", "sio_sid", "strikes", "subject", "tick", "transport",
        "unsent", "upgraded",
    )  # fmt: skip

    _reading_paused = False  # read by aiohttp's queue, which never pauses us: nothing stays in it

    def __init__(self, server: "EngineServer", sid: str, address: str, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        self.server, self.sid, self.address, self.transport = server, sid, address, transport
        too_long = server.max_http_buffer_size + 1  # what aiohttp is told is refused already
        self.reader = WebSocketReader(Inbox(self, loop), too_long, False, False)
        self.tick: object = None
        self.unsent: bytearray | None = None
        self.backlog: OrderedDict[object, bytes] | None = None
        self.backlog_bytes = 0
        self.paused = self.closed = self.awaiting_pong = False
        self.connected = self.upgraded = True
        self.strikes = 0
        self.session: dict[str, Any] = {}
        self.sio_sid: str | None = None
        self.rooms: set[str] = set()
        self.subject: Any = None
        self.deadline: asyncio.TimerHandle | None = None
        self.close_reason = server.reason.TRANSPORT_CLOSE

    def await_connect(self) -> None:
        """Hang up unless a CONNECT comes in time."""
        if not self.closed:
            self.deadline = asyncio.get_running_loop().call_later(CONNECT_SECONDS, self.abort)

    # What comes in

    def data_received(self, data: bytes) -> None:
        if not self.closed:
            self.reader.feed_data(data)

    def message_received(self, kind: WSMsgType, data: Any) -> None:
        if self.closed:
            return
        if kind is WSMsgType.TEXT:
            if data == b"3":
                self.awaiting_pong = False
            else:
                self.server.text_received(self, data)
        elif kind is WSMsgType.CLOSE:
            self.close_with(GOING_AWAY, self.server.reason.CLIENT_DISCONNECT)
        elif kind is WSMsgType.PING:
            self.write(pong_frame(data), Traffic.VOLATILE)
        elif kind is not WSMsgType.PONG:
            self.strike()

    def strike(self) -> None:
        """Count something malformed; the third closes the connection."""
        self.strikes += 1
        if self.strikes >= STRIKES:
            self.close_with(POLICY_VIOLATION)

    # What goes out

    def send_text(self, payload: bytes) -> None:
        """One text message, never dropped."""
        self.write(text_frame(payload))

    def write(self, frame: bytes, traffic: Traffic = Traffic.DURABLE, key: str = "") -> None:
        """A whole frame, which may be shared with other sockets; LATEST ones replace each other by `key`."""
        if self.paused:
            self._put_off(frame, traffic, key)
        elif self.tick is (tick := self.server.tick or self.server.begin_tick()):
            self._gather(frame)
        else:
            self.tick = tick
            self.transport.write(frame)

    def _gather(self, frame: bytes) -> None:
        if self.unsent is None:
            self.unsent = bytearray()
            self.server.unsent.append(self)
        self.unsent += frame
        if len(self.unsent) > HIGH_WATER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand the transport what this tick brought together: one system call however much it is."""
        if self.unsent and not self.closed:
            unsent, self.unsent = self.unsent, None
            self.transport.write(unsent)

    def _put_off(self, frame: bytes, traffic: Traffic, key: str) -> None:
        if self.closed or traffic is Traffic.VOLATILE:
            return
        if self.backlog is None:
            self.backlog = OrderedDict()
        place = key if traffic is Traffic.LATEST else object()
        if older := self.backlog.pop(place, None):
            self.backlog_bytes -= len(older)
        self.backlog[place] = frame
        self.backlog_bytes += len(frame)
        if self.backlog_bytes > BACKLOG_BYTES:
            self.server.slow_readers += 1
            self.abort()

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        if self.closed:
            return
        self.paused = False
        self.flush()
        while self.backlog and not self.paused:
            _, frame = self.backlog.popitem(last=False)
            self.backlog_bytes -= len(frame)
            self.transport.write(frame)
        if not self.backlog:
            self.backlog = None

    def ping(self) -> None:
        """Ask for a sign of life; a client that gave none since the last time is gone."""
        if self.awaiting_pong:
            self.close_reason = self.server.reason.PING_TIMEOUT
            self.abort()
        else:
            self.awaiting_pong = True
            self.write(PING)

    # The end

    def close_with(self, code: int, reason: str | None = None) -> None:
        """Say goodbye on the WebSocket level and hang up once it is sent; the client connects again by itself."""
        if not self.closed:
            self.flush()
            self.transport.write(close_frame(code))
            self.transport.close()
            if self.transport.get_write_buffer_size():
                asyncio.get_running_loop().call_later(GOODBYE_SECONDS, self.transport.abort)
            self._end(reason)

    def abort(self) -> None:
        """Hang up at once and drop what was not sent."""
        if not self.closed:
            self.transport.abort()
            self._end()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._end()

    def _end(self, reason: str | None = None) -> None:
        if self.closed:
            return
        self.closed = self.paused = True  # nothing is written any more
        self.connected = False
        self.close_reason = reason or self.close_reason
        self.unsent, self.backlog, self.backlog_bytes = None, None, 0
        if self.deadline:
            self.deadline.cancel()
        self.server.socket_ended(self)

    # As python-engineio asks of its sockets

    async def send(self, pkt: Any) -> None:
        encoded = pkt.encode()
        self.send_text(encoded.encode() if isinstance(encoded, str) else encoded)

    async def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        self.close_with(GOING_AWAY, reason)
