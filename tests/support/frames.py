"""WebSocket frames spelled bit by bit (RFC 6455, section 5.2), for what no library lets one send."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PATIENCE = 5.0
"""Less than the server gives to those who do not CONNECT: whom it hangs up on later, it did not hang up on for this."""
MASKED = 0x80
MASK = b"\x01\x02\x03\x04"
TEXT, BINARY, CONTINUATION, CLOSE, PING = 1, 2, 0, 8, 9


def frame(opcode: int, payload: bytes = b"", *, last: bool = True, reserved: int = 0, length: int = -1) -> bytes:
    """One frame of a client; `length` is the one that is declared, true unless given."""
    declared = len(payload) if length < 0 else length
    head = bytes([(0x80 if last else 0) | reserved << 4 | opcode])
    if declared < 126:
        head += bytes([MASKED | declared])
    elif declared < 1 << 16:
        head += struct.pack("!BH", MASKED | 126, declared)
    else:
        head += struct.pack("!BQ", MASKED | 127, declared)
    return head + MASK + bytes(byte ^ MASK[place % 4] for place, byte in enumerate(payload))


@asynccontextmanager
async def exchange(url: str, request: bytes) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Send bytes over a fresh TCP connection and keep it open."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(request)
        yield reader, writer
    finally:
        writer.close()


def upgrade(url: str, path: str = "/socket.io/?EIO=4&transport=websocket", **headers: str) -> bytes:
    """A handshake; further headers replace or add, an empty one removes."""
    usual = {
        "Host": urlsplit(url).netloc,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {**usual, **named}.items() if value]
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


async def payload(reader: asyncio.StreamReader) -> bytes:
    """What the next frame of a server carries."""
    size = (await reader.readexactly(2))[1]
    if size >= 126:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
    return await reader.readexactly(size)


async def close_code(reader: asyncio.StreamReader) -> int | None:
    """Read until the end; the code of the close frame before it, None when the connection was cut off.

    It is when the server hangs up on bytes that are still on their way to it.
    """
    everything = b""
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(PATIENCE):
            while more := await reader.read(65_536):
                everything += more
    start = everything.rfind(b"\x88\x02")
    return struct.unpack("!H", everything[start + 2 : start + 4])[0] if start >= 0 else None
