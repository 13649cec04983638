"""Looking at drawings: what a module draws, and where its marks are."""

from types import ModuleType

from PIL import Image, ImageChops

from server.local.demo.pictures.canvas import Canvas, Paint
from server.local.demo.pictures.scenes import Drawing
from server.local.demo.pictures.things import THINGS

BLANK = (1, 2, 3)
PAINT = Paint((78, 120, 174), (226, 138, 72))


def drawings_of(module: ModuleType) -> list[Drawing]:
    """The drawings of the album that stand in this module."""
    return [thing.drawing for thing in THINGS.values() if thing.drawing.__module__ == module.__name__]


def marks(drawing: Drawing, *, mirrored: bool = False) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn, in units of the thing."""
    image = Image.new("RGB", (400, 400), BLANK)
    drawing(Canvas(image, 200, 300, 2, mirrored=mirrored), PAINT)
    box = ImageChops.difference(image, Image.new("RGB", image.size, BLANK)).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return (left - 200) / 2, (top - 300) / 2, (right - 200) / 2, (bottom - 300) / 2
