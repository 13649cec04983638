"""Frames: their number, their names, and what is drawn and encoded for one."""

import io

from PIL import Image

from models.ids import CategoryId
from server.local.demo.pictures.frames import SIZE, Frame, draw, edition, frames


def test_the_album_has_some_hundred_pictures_with_names_of_their_own() -> None:
    every = frames()
    assert 150 <= len(every) <= 400
    assert len({frame.key for frame in every}) == len(every)


def test_names_tell_the_edition_lie_in_one_folder_and_never_need_quoting() -> None:
    for frame in frames():
        assert frame.folder.startswith(f"demo-{edition()}-")
        assert frame.key == f"pictures/{frame.folder}/960.webp"
        assert "/" not in frame.folder
        assert frame.key.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()


def test_a_frame_is_made_into_files_as_uploads_are() -> None:
    drawn = draw(Frame(CategoryId("bicycles"), "red", 0))
    sizes = {}
    for size, content in drawn.files.items():
        with Image.open(io.BytesIO(content)) as image:
            sizes[size] = (image.format, image.size)
    assert sizes == {960: ("WEBP", SIZE), 320: ("WEBP", (SIZE[0] // 3, SIZE[1] // 3))}
    assert (drawn.width, drawn.height) == SIZE
    assert len(drawn.files[960]) < 80_000


def test_the_same_frame_gives_the_same_picture() -> None:
    frame = Frame(CategoryId("shoes"), "blue", 1)
    assert draw(frame) == draw(frame)
