"""From an HTTP request to an upgraded connection, or to a sentence that says why not."""

import base64
import binascii
import hashlib
from collections.abc import Collection
from http import HTTPStatus

from aiohttp import web

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Fixed by RFC 6455, section 1.3."""
_KEY_BYTES = 16

WEBSOCKET_ONLY = 'This server speaks WebSocket only: connect with {transports: ["websocket"]}.'


def refusal(request: web.Request, origins: Collection[str]) -> tuple[HTTPStatus, str] | None:
    """Why this request is no handshake we accept; None when it is one.

    `origins` are exact; with none listed a page may only connect to the address that it came from. A client that sends
    no Origin is no browser and is judged by its token alone.
    """
    origin = request.headers.get("Origin")
    if origin is not None and not _known(origin, request, origins):
        return HTTPStatus.FORBIDDEN, "Pages of this origin may not connect."
    if request.query.get("EIO") != "4":
        return HTTPStatus.BAD_REQUEST, "This server speaks Engine.IO 4 (socket.io-client 3 or later)."
    if request.query.get("transport") != "websocket" or "sid" in request.query:
        return HTTPStatus.BAD_REQUEST, WEBSOCKET_ONLY
    if request.method != "GET" or not _asks_to_upgrade(request):
        return HTTPStatus.BAD_REQUEST, WEBSOCKET_ONLY
    return None


def response(status: HTTPStatus, sentence: str, origin: str | None, retry_after: int | None = None) -> web.Response:
    """A refusal that a browser's page may read too."""
    headers = {"Connection": "close"}
    if origin is not None:
        headers |= {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return web.json_response({"message": sentence}, status=status, headers=headers)


def acceptance(request: web.Request) -> bytes:
    """The answer that makes the connection a WebSocket: no extension is accepted, so no frame is compressed."""
    key = request.headers["Sec-WebSocket-Key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    lines = (b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade")
    return b"\r\n".join((*lines, b"Sec-WebSocket-Accept: " + accept, b"", b""))


def _known(origin: str, request: web.Request, origins: Collection[str]) -> bool:
    if origins:
        return origin in origins
    return origin in (f"http://{request.host}", f"https://{request.host}")


def _asks_to_upgrade(request: web.Request) -> bool:
    headers = request.headers
    tokens = {token.strip().lower() for token in headers.get("Connection", "").split(",")}
    return (
        "upgrade" in tokens
        and headers.get("Upgrade", "").lower() == "websocket"
        and headers.get("Sec-WebSocket-Version") == "13"
        and _is_key(headers.get("Sec-WebSocket-Key", ""))
    )


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False
