"""WebSocket frames as a server sends them (RFC 6455, section 5.2): unmasked, so that one serves every receiver."""

_TEXT = 0x81
_CLOSE = 0x88
_PONG = 0x8A
_SHORT, _MEDIUM = 126, 127


def text_frame(payload: bytes) -> bytes:
    """One final text frame around UTF-8 text."""
    size = len(payload)
    if size < _SHORT:
        return bytes((_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((_TEXT, _SHORT)) + size.to_bytes(2, "big") + payload
    return bytes((_TEXT, _MEDIUM)) + size.to_bytes(8, "big") + payload


def close_frame(code: int) -> bytes:
    """A close frame with a status code and no reason."""
    return bytes((_CLOSE, 2)) + code.to_bytes(2, "big")


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping of the WebSocket level, which holds at most 125 bytes."""
    return bytes((_PONG, len(payload))) + payload


PING = text_frame(b"2")
"""Engine.IO's own ping: a text message, so that browsers answer it."""
