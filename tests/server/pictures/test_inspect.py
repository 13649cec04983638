"""Heads of uploads: judged before anything is decoded (reliability rows 40 and 41)."""

import pytest
from PIL import Image

from models.media import Flaw, Format
from server.pictures import inspect
from tests.support.photos import STRANGERS, animated, encoded, jpeg_with_scans, plain, png_that_claims, two_halves


def flaw_of(content: bytes, announced: Format) -> Flaw:
    with pytest.raises(inspect.Flawed) as refused:
        inspect.opened(content, announced)
    return refused.value.flaw


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("announced", Format)
def test_three_kinds_are_opened_and_no_other(kind: str, announced: Format) -> None:
    assert flaw_of(STRANGERS[kind], announced) is Flaw.NOT_A_PICTURE


@pytest.mark.parametrize("announced", Format)
def test_each_kind_is_what_it_was_announced_as(announced: Format) -> None:
    for kind in Format:
        content = plain(kind=kind.name)
        if kind is announced:
            assert inspect.opened(content, announced).size == (400, 300)
        else:
            assert flaw_of(content, announced) is Flaw.WRONG_TYPE


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_pictures_do_not_move(kind: str) -> None:
    assert flaw_of(animated(kind), Format[kind]) is Flaw.ANIMATED


def test_ten_thousand_frames_are_not_even_looked_at() -> None:
    frame = Image.new("1", (8, 8))
    other = Image.new("1", (8, 8), 1)
    many = encoded(frame, "PNG", save_all=True, append_images=[other, frame] * 500)
    assert flaw_of(many, Format.PNG) is Flaw.ANIMATED


@pytest.mark.parametrize("size", [(12_000, 12_000), (20_000, 20_000), (50_000_001, 1)])
def test_pixels_are_counted_before_they_are_decoded(size: tuple[int, int]) -> None:
    assert flaw_of(png_that_claims(*size), Format.PNG) is Flaw.TOO_MANY_PIXELS


def test_passes_over_a_picture_are_counted_before_they_are_made() -> None:
    assert inspect.opened(jpeg_with_scans(20), Format.JPEG).size == (64, 64)
    assert flaw_of(jpeg_with_scans(inspect.MOST_SCANS), Format.JPEG) is Flaw.TOO_COSTLY


def test_the_most_pixels_a_phone_makes_are_let_through() -> None:
    assert inspect.opened(png_that_claims(8_000, 6_000), Format.PNG).size == (8_000, 6_000)


def test_a_photo_with_further_pictures_behind_it_is_a_jpeg() -> None:
    many = encoded(two_halves(), "MPO", save_all=True, append_images=[two_halves()])
    assert inspect.opened(many, Format.JPEG).size == (400, 300)


def test_the_camera_was_held_as_exif_says_and_upright_when_it_says_nonsense() -> None:
    for said, meant in ((1, 1), (6, 6), (8, 8), (0, 1), (9, 1), (4711, 1)):
        exif = Image.Exif()
        exif[inspect.ORIENTATION] = said
        photo = encoded(two_halves(), "JPEG", exif=exif)
        assert inspect.orientation(inspect.opened(photo, Format.JPEG)) == meant
    broken = encoded(two_halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xffgarbage")
    assert inspect.orientation(inspect.opened(broken, Format.JPEG)) == 1
