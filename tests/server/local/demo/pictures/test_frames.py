"""Frames: their number, their names, and what is drawn and encoded for one."""

import base64
import io

from PIL import Image

from models.ids import CategoryId
from server.local.demo.pictures.frames import SIZE, Frame, draw, edition, frames


def test_the_album_has_some_hundred_pictures_with_names_of_their_own() -> None:
    every = frames()
    assert 150 <= len(every) <= 400
    assert len({frame.key for frame in every}) == len({frame.small_key for frame in every}) == len(every)


def test_names_tell_the_edition_and_never_need_quoting() -> None:
    for frame in frames():
        assert frame.key.startswith(f"demo-{edition()}/")
        assert frame.key.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()


def test_a_frame_is_drawn_in_two_sizes_with_a_tiny_placeholder() -> None:
    drawn = draw(Frame(CategoryId("bicycles"), "red", 0))
    with Image.open(io.BytesIO(drawn.large)) as large, Image.open(io.BytesIO(drawn.small)) as small:
        assert (large.format, large.size) == ("WEBP", SIZE)
        assert (small.format, small.size) == ("WEBP", (SIZE[0] // 3, SIZE[1] // 3))
    assert len(drawn.large) < 80_000
    kind, _, content = drawn.placeholder.partition(",")
    assert kind == "data:image/webp;base64"
    assert len(drawn.placeholder) < 400
    with Image.open(io.BytesIO(base64.b64decode(content))) as tiny:
        assert tiny.size == (16, 12)


def test_the_same_frame_gives_the_same_picture() -> None:
    frame = Frame(CategoryId("shoes"), "blue", 1)
    assert draw(frame) == draw(frame)
