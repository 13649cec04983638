"""The canvas: units, mirroring and smooth lines."""

import pytest
from PIL import Image

from server.local.demo.pictures.canvas import Canvas, Paint, blend, darker, lighter

RED = (200, 0, 0)
NOTHING = (0, 0, 0)


@pytest.fixture
def image() -> Image.Image:
    return Image.new("RGB", (100, 100), NOTHING)


def test_the_foot_is_where_it_was_put_and_up_is_negative(image: Image.Image) -> None:
    Canvas(image, 50, 80, 2).box(0, -10, 10, 10, RED)
    assert image.getpixel((52, 62)) == RED
    assert image.getpixel((48, 62)) == NOTHING
    assert image.getpixel((52, 82)) == NOTHING


def test_a_mirrored_canvas_swaps_left_and_right(image: Image.Image) -> None:
    Canvas(image, 50, 80, 2, mirrored=True).box(0, -10, 10, 10, RED)
    assert image.getpixel((48, 62)) == RED
    assert image.getpixel((52, 62)) == NOTHING


def test_a_mirrored_arc_opens_to_the_other_side(image: Image.Image) -> None:
    Canvas(image, 50, 50, 1, mirrored=True).arc(0, 0, 20, -60, 60, 3, RED)
    assert image.getpixel((32, 50)) == RED
    assert image.getpixel((68, 50)) == NOTHING


def test_hills_are_smooth_above_and_straight_below(image: Image.Image) -> None:
    Canvas(image, 0, 0, 1).hills(RED, 10, 90, 80, 40, 60, 40)
    assert image.getpixel((50, 50)) == NOTHING
    assert image.getpixel((50, 65)) == RED
    assert image.getpixel((50, 82)) == NOTHING
    assert image.getpixel((5, 70)) == NOTHING


def test_shades_of_one_colour_are_in_order() -> None:
    paint = Paint((100, 120, 140), RED)
    shades = [sum(shade) for shade in (paint.deep, paint.dark, paint.main, paint.light, paint.pale)]
    assert shades == sorted(shades)
    assert blend(RED, NOTHING, 0) == RED
    assert blend(RED, NOTHING, 1) == NOTHING
    assert sum(darker(RED, 0.5)) < sum(RED) < sum(lighter(RED, 0.5))
