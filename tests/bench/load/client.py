"""One Socket.IO client over plain WebSocket frames: connects, enters, keeps one request in flight, counts pushes."""

import time
from typing import TYPE_CHECKING

import orjson
from picows import WSFrame, WSListener, WSMsgType, WSTransport

if TYPE_CHECKING:
    from tests.bench.load.crowd import Crowd

FRESH = b"@ID@"
"""In a request: becomes an id that no other request has."""
SEAT = b"@SEAT@"
"""In a request: becomes the number of the client and of its request, the same in every run."""
RISING = b'"@RISING@"'
"""In a request: becomes a number that grows with every request of the crowd."""


TOLD_IN_ORDER = b'42["auction:'


class Client(WSListener):
    """Tells its crowd what happens to it."""

    def __init__(self, crowd: "Crowd", number: int) -> None:
        self.crowd, self.number = crowd, number
        self.transport: WSTransport
        self.asked = 0
        self.left = 0
        """Requests that it may still send by itself."""
        self.asked_at = 0.0
        self.waiting = self.inside = self.dismissed = False
        self.heard = self.digest = 0
        """How many pushes, and a number that is the same for the same pushes in the same order."""

    def ask(self, request: bytes) -> None:
        """Send `["event",{...}]` and expect an ack; nothing happens when the server has hung up."""
        if self.transport.is_disconnected:
            return
        self.asked += 1
        if FRESH in request:
            request = request.replace(FRESH, b"%s-%06d-%08d" % (self.crowd.run, self.number, self.asked))
        if SEAT in request:
            request = request.replace(SEAT, b"%06d-%08d" % (self.number, self.asked))
        if RISING in request:
            request = request.replace(RISING, b"%d" % self.crowd.risen())
        self.waiting = True
        self.asked_at = time.perf_counter()
        self.transport.send(WSMsgType.TEXT, b"42%d" % self.asked + request)

    def leave(self) -> None:
        """Hang up without a word, as one who lost the network does."""
        self.dismissed = True
        self.transport.disconnect()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self.waiting = False
        if not self.dismissed:
            self.crowd.lost(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        packet = frame.get_payload_as_bytes()
        kind = packet[:2]
        if kind == b"43":
            self._answered(packet)
        elif kind == b"42":
            if packet.startswith(TOLD_IN_ORDER):
                self.heard, self.digest = self.heard + 1, hash((self.digest, packet))
            self.crowd.pushed(packet)
        elif packet == b"2":
            transport.send(WSMsgType.TEXT, b"3")
        elif packet[:1] == b"0":
            token = self.crowd.token_of(self.number)
            transport.send(WSMsgType.TEXT, b"40" + (orjson.dumps({"token": token}) if token else b""))
        elif kind == b"40":
            self._connected()
        elif kind == b"44":
            self.crowd.failed(f"the server refused a connection: {packet[:300].decode()}")

    def _connected(self) -> None:
        if entrance := self.crowd.entrance:
            self.ask(entrance)
        else:
            self._entered()

    def _answered(self, packet: bytes) -> None:
        self.waiting = False
        refused = b'"ok":false' in packet[:40]
        if self.inside:
            self.crowd.answered(self, time.perf_counter() - self.asked_at, refused=packet if refused else None)
        elif refused:
            self.crowd.kept_out(self, packet)
        else:
            self._entered()

    def _entered(self) -> None:
        self.inside = True
        self.crowd.entered()
