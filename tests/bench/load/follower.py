"""A client that follows listings and comes back when it loses its connection, as the stock client does."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import orjson
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

JITTER = 0.5
"""The stock client waits up to half as long again, or half as short (`randomizationFactor`)."""
LONGEST_DELAY = 5.0
PATIENCE = 30.0
ID_DIGITS = 24
REVISED = b'42["listing:revised",{"listing":{"id":"'
VERSION = REVISED + b"0" * ID_DIGITS + b'","version":'

Heard = Callable[[bytes, int], None]


class Follower:
    """Watches listings over as many connections as it takes; knows which versions of each it was told, in order."""

    def __init__(self, url: str, listings: Sequence[str], delay: float, heard: Heard) -> None:
        self.versions: dict[bytes, list[int]] = {listing.encode(): [] for listing in listings}
        self.inside = asyncio.Event()
        self.recovered_at: float | None = None
        self.recovered = self.misses = 0
        self._address = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._delay, self._next_delay, self._heard = delay, delay, heard
        self._line: Line | None = None
        self._pid, self._last = b"", b""
        self._ended = False

    async def follow(self) -> None:
        """Until it is dismissed."""
        while not self._ended:
            line = Line(self)
            with suppress(OSError):
                await ws_connect(lambda: line, self._address, websocket_handshake_timeout=PATIENCE)  # noqa: B023
                self._line = line
                await line.gone.wait()
            if not self._ended:
                await asyncio.sleep(self._next_delay * random.uniform(1 - JITTER, 1 + JITTER))
                self._next_delay = min(2 * self._next_delay, LONGEST_DELAY)

    def drop(self) -> None:
        """Lose the network: nothing is said, not even that we go."""
        if self._line:
            self._line.transport.disconnect()

    def dismiss(self) -> None:
        self._ended = True
        self.drop()

    def ticket(self) -> bytes:
        """What is shown to come back: the secret, and the offset at the end of the last push."""
        if not self._pid:
            return b""
        offset = self._last.rsplit(b'"', 2)[1] if self._last else b""
        return orjson.dumps({"pid": self._pid.decode(), "offset": offset.decode()})

    def connected(self, answer: bytes) -> Sequence[bytes]:
        """What is to be asked now: nothing when the server remembers us."""
        pid = orjson.loads(answer).get("pid", "").encode()
        if pid and pid == self._pid:
            self.recovered += 1
            self.recovered_at, self._next_delay = time.perf_counter(), self._delay
            return ()
        self.misses += bool(self._pid)
        self._pid, self._last = pid, b""
        return [b'["listing:watch",{"listing_id":"%s"}]' % listing for listing in self.versions]

    def told(self, packet: bytes) -> None:
        """A push with an offset; of a listing it begins with id and version."""
        if packet.startswith(REVISED):
            listing = packet[len(REVISED) : len(REVISED) + ID_DIGITS]
            version = int(packet[len(VERSION) : packet.index(b",", len(VERSION))])
            self.versions[listing].append(version)
            self._last = packet
            self._heard(listing, version)


class Line(WSListener):
    """One connection of a follower."""

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.gone = asyncio.Event()
        self.transport: WSTransport
        self._unanswered = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_disconnected(self, _transport: WSTransport) -> None:
        self.gone.set()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        packet = frame.get_payload_as_bytes()
        kind = packet[:2]
        if kind == b"42":
            self.follower.told(packet)
        elif kind == b"43":
            self._unanswered -= 1
            if not self._unanswered:
                self.follower.inside.set()
        elif packet == b"2":
            transport.send(WSMsgType.TEXT, b"3")
        elif packet[:1] == b"0":
            transport.send(WSMsgType.TEXT, b"40" + self.follower.ticket())
        elif kind == b"40":
            for number, request in enumerate(self.follower.connected(packet[2:])):
                self._unanswered += 1
                transport.send(WSMsgType.TEXT, b"42%d" % number + request)
        elif kind == b"44":  # asked to come back later
            transport.disconnect()
