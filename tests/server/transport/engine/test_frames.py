"""Frames of all sizes, read back by a parser that is not ours."""

import asyncio
from typing import Any

import pytest
from aiohttp._websocket.reader_py import WebSocketDataQueue, WebSocketReader

from server.transport.engine.frames import PING, close_frame, text_frame


class Parsed(WebSocketDataQueue):
    """What the parser found."""

    def __init__(self) -> None:
        super().__init__(object(), 1 << 30, loop=asyncio.get_running_loop())  # type: ignore[arg-type]
        self.found: list[Any] = []

    def feed_data(self, data: Any, size: int = 0) -> None:
        self.found.append(data)


def parse(*frames: bytes) -> list[Any]:
    parsed = Parsed()
    WebSocketReader(parsed, 1 << 24, compress=False, decode_text=True).feed_data(b"".join(frames))
    return parsed.found


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 127, 255, 256, 65_534, 65_535, 65_536, 65_537, 1_000_000])
async def test_text_of_every_size_arrives_whole(size: int) -> None:
    (message,) = parse(text_frame(b"x" * size))
    assert message.data == "x" * size


async def test_frames_follow_one_another() -> None:
    sizes = [0, 65_536, 3, 126, 125]
    assert [len(it.data) for it in parse(*(text_frame(b"x" * size) for size in sizes))] == sizes


async def test_text_is_utf_8() -> None:
    (message,) = parse(text_frame("二手 👩‍👩‍👧".encode()))
    assert message.data == "二手 👩‍👩‍👧"


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1009])
async def test_a_close_says_why(code: int) -> None:
    (message,) = parse(close_frame(code))
    assert (message.data, message.extra) == (code, "")


async def test_a_ping_is_a_message_so_that_browsers_answer_it() -> None:
    assert [it.data for it in parse(PING)] == ["2"]
