"""Where things are shown: rooms, walls, streets and hills, each with light, depth and a little life of its own."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from server.local.demo.pictures.canvas import (
    LEAF,
    NAMED,
    WHITE,
    WOOD,
    Canvas,
    Colour,
    Paint,
    blend,
    darker,
    lighter,
)

WIDTH, HEIGHT = 960, 720
FINER = 2
"""Scenes are drawn so many times larger and then reduced, which smooths their edges."""
_DRAWN = (WIDTH * FINER, HEIGHT * FINER)
_UNIT = WIDTH * FINER / 160
"""Scenes are 160 units wide and 120 high."""

_TABLE_EDGE = 84.0

Drawing = Callable[[Canvas, Paint], None]


class Stage(StrEnum):
    """Where a thing belongs."""

    TABLE = "table"
    FLOOR = "floor"
    WALL = "wall"
    STREET = "street"
    HILLS = "hills"
    SNOW = "snow"


_WALLS: tuple[tuple[Colour, Colour], ...] = (
    ((232, 224, 211), (214, 200, 180)),
    ((214, 224, 222), (186, 202, 200)),
    ((236, 220, 208), (220, 196, 180)),
    ((218, 222, 232), (194, 202, 218)),
    ((228, 232, 216), (206, 212, 186)),
    ((240, 228, 202), (226, 208, 170)),
    ((222, 214, 226), (200, 190, 208)),
    ((204, 218, 228), (176, 196, 212)),
    ((238, 234, 228), (222, 216, 206)),
    ((198, 212, 200), (172, 192, 178)),
    ((112, 142, 146), (94, 124, 130)),
    ((186, 138, 116), (168, 120, 100)),
    ((116, 128, 158), (98, 110, 142)),
    ((148, 160, 128), (128, 142, 110)),
)
_TABLES: tuple[Colour, ...] = (WOOD, (168, 122, 84), (222, 196, 160), (240, 236, 228), (122, 104, 92), (206, 190, 172))
_POPS: tuple[Colour, ...] = (
    NAMED["yellow"],
    NAMED["orange"],
    NAMED["red"],
    (96, 172, 164),
    (244, 214, 132),
    NAMED["blue"],
)
_DUSK: Colour = (22, 24, 48)
_NEAREST = 90.0
"""Two colours this close (sum of differences) do not stand out from each other."""


@dataclass(frozen=True, slots=True)
class View:
    """How near one looks at the thing and where it stands, in units of the scene."""

    stage: Stage
    size: float
    close: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A scene while it is being set, and the colours of its wall."""

    luck: random.Random
    scene: Canvas
    wall: Colour
    shade: Colour


def paint(luck: random.Random, colour: str) -> Paint:
    """The colours of a thing of this named colour, a little different each time."""
    main = blend(NAMED[colour], luck.choice(_POPS), luck.uniform(0, 0.1))
    return Paint(main, luck.choice([pop for pop in _POPS if _apart(pop, main)]))


def render(luck: random.Random, drawing: Drawing, paint: Paint, view: View) -> Image.Image:
    """A finished picture."""
    wall, shade = luck.choice([pair for pair in _WALLS if _apart(pair[0], paint.main)])
    image = Image.new("RGB", _DRAWN, wall)
    scene = Canvas(image, _DRAWN[0] / 2, 0, _UNIT)
    ground = _STAGES[view.stage](Setting(luck, scene, wall, shade))
    size = view.size * (1.28 if view.close else 1.0) / 100
    x = luck.uniform(-6, 6) if not view.close else luck.uniform(-10, 10)
    foot = ground + (9 if view.close and view.stage is not Stage.WALL else 0)
    if view.stage is not Stage.WALL:
        _shadow(image, 80 + x, foot, 58 * size)
    mirrored = luck.random() < 0.35
    drawing(Canvas(image, (80 + x) * _UNIT, foot * _UNIT, size * _UNIT, mirrored=mirrored), paint)
    return _lit(image.reduce(FINER))


def _apart(one: Colour, other: Colour) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) > _NEAREST


def _shadow(image: Image.Image, x: float, y: float, reach: float) -> None:
    """A soft dark patch under a thing; blurred small, for that is quick."""
    small = Image.new("L", (round(reach * 2 + 16), 22))
    ImageDraw.Draw(small).ellipse((8, 7.5, reach * 2 + 8, 14.5), fill=120)
    size = round(small.width * _UNIT), round(small.height * _UNIT)
    mask = small.filter(ImageFilter.GaussianBlur(2.2)).resize(size, Image.Resampling.BILINEAR)
    image.paste(_DUSK, (round((x - reach - 8) * _UNIT), round((y - 11) * _UNIT)), mask)


def _lit(image: Image.Image) -> Image.Image:
    """Darker towards the right lower corner, as if light came from the left."""
    image.paste(_DUSK, (0, 0), _evening())
    return image


@cache
def _evening() -> Image.Image:
    dusk = Image.new("L", (16, 12))
    dusk.putdata([round(44 * ((x / 15) ** 1.6 * 0.7 + (y / 11) ** 2 * 0.3)) for y in range(12) for x in range(16)])
    return dusk.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _table(at: Setting) -> float:
    _window(at)
    at.luck.choice((_plant, _books, _frame, _nothing, _circle))(at)
    wood = at.luck.choice([colour for colour in _TABLES if _apart(colour, at.wall)])
    at.scene.box(-80, _TABLE_EDGE, 160, 36, wood)
    at.scene.box(-80, _TABLE_EDGE, 160, 2.2, lighter(wood, 0.35))
    for y in (93, 101, 110):
        at.scene.box(-80, y + at.luck.uniform(-1, 1), 160, 0.6, darker(wood, 0.1))
    return 97.0


def _floor(at: Setting) -> float:
    _window(at)
    at.luck.choice((_frame, _frame, _circle, _nothing))(at)
    wood = at.luck.choice([colour for colour in _TABLES if _apart(colour, at.wall)])
    at.scene.box(-80, 86, 160, 34, wood)
    at.scene.box(-80, 82.5, 160, 4, lighter(at.wall, 0.5))
    for x in range(-80, 81, 20):
        at.scene.line(darker(wood, 0.1), 0.4, x * 0.9, 86.6, x * 1.35, 120)
    if at.luck.random() < 0.6:
        rug = lighter(at.luck.choice(_POPS), 0.5)
        at.scene.oval(0, 107, 66, 9.5, darker(rug, 0.1))
        at.scene.oval(0, 106.6, 62, 8.4, rug)
    if at.luck.random() < 0.55:
        _tall_plant(at.scene, at.luck.choice((-64, 64)), 96)
    return 103.0


def _wall(at: Setting) -> float:
    _window(at)
    if at.luck.random() < 0.5:
        _circle(at)
    at.scene.box(-80, 110, 160, 10, at.shade)
    at.scene.box(-80, 108.4, 160, 1.8, lighter(at.wall, 0.5))
    return 104.0


def _street(at: Setting) -> float:
    sky = at.luck.choice(((196, 220, 232), (244, 222, 196), (214, 224, 240)))
    at.scene.box(-80, 0, 160, 90, sky)
    at.scene.disc(at.luck.uniform(-50, 50), at.luck.uniform(18, 34), 9, lighter(sky, 0.6))
    x = -84.0
    while x < 80:
        width, height = at.luck.uniform(12, 24), at.luck.uniform(22, 58)
        colour = blend(darker(sky, 0.16), at.shade, at.luck.uniform(0, 0.5))
        at.scene.box(x, 86 - height, width, height, colour)
        for row in range(int(height // 9)):
            for column in range(int(width // 6)):
                lit = lighter(colour, 0.55 if at.luck.random() < 0.3 else 0.18)
                at.scene.box(x + 2 + column * 6, 90 - height + row * 9, 2.6, 4, lit)
        x += width + at.luck.uniform(0, 4)
    for tree in (-70, -46, 52, 72):
        _tree(at.scene, tree + at.luck.uniform(-5, 5), 88, at.luck.uniform(0.8, 1.2))
    at.scene.box(-80, 86, 160, 5, (206, 202, 194))
    at.scene.box(-80, 91, 160, 29, (128, 132, 140))
    for dash in range(-80, 80, 26):
        at.scene.box(dash + 4, 112, 14, 1.6, (232, 230, 220))
    return 104.0


def _hills(at: Setting) -> float:
    return _open_country(at, ground=(142, 168, 118), far=(74, 116, 108))


def _snow(at: Setting) -> float:
    return _open_country(at, ground=(240, 244, 248), far=(142, 166, 196))


def _open_country(at: Setting, *, ground: Colour, far: Colour) -> float:
    sky = at.luck.choice(((206, 226, 236), (248, 226, 200), (222, 218, 236)))
    at.scene.box(-80, 0, 160, 120, sky)
    at.scene.disc(at.luck.uniform(-44, 44), at.luck.uniform(16, 30), 10, lighter(sky, 0.65))
    for depth, base in enumerate((60, 72, 84)):
        colour = blend(sky, far, 0.3 + depth * 0.22)
        peaks = [base - at.luck.uniform(4, 26 - depth * 6) for _ in range(7)]
        at.scene.hills(colour, -82, 82, 121, *peaks)
    for tree in (-72, -58, 60, 74):
        _fir(at.scene, tree + at.luck.uniform(-5, 5), 92, at.luck.uniform(0.8, 1.3))
    at.scene.hills(ground, -82, 82, 121, 92, 88, 91, 88)
    return 105.0


def _window(at: Setting) -> None:
    """Light that falls through a window onto the wall."""
    if at.luck.random() < 0.45:
        return
    light, x = lighter(at.wall, 0.42), at.luck.uniform(-70, 10)
    for pane in (0, 27):
        at.scene.poly(light, x + pane, 8, x + pane + 23, 8, x + pane + 41, 70, x + pane + 18, 70)


def _circle(at: Setting) -> None:
    at.scene.disc(at.luck.uniform(-14, 14), 50, at.luck.uniform(36, 46), at.shade)


def _nothing(at: Setting) -> None:
    """A plain wall."""


def _frame(at: Setting) -> None:
    x = at.luck.choice((-62, 40))
    at.scene.box(x, 12, 24, 31, darker(at.shade, 0.35), 0.6)
    at.scene.box(x + 1.6, 13.6, 20.8, 27.8, WHITE)
    tint = at.luck.choice(_POPS)
    at.scene.hills(lighter(tint, 0.3), x + 4, x + 20, 38, 28, 24, 31, 26)
    at.scene.disc(x + 15, 21, 2.8, tint)


def _plant(at: Setting) -> None:
    x, pot = at.luck.choice((-64, 64)), lighter(at.luck.choice(_POPS), 0.25)
    for lean in (-13, -7, 0, 7, 13):
        tip = _TABLE_EDGE - 38 + abs(lean) * 0.9
        middle = (x + lean * 0.3, _TABLE_EDGE - 18)
        at.scene.curve(
            darker(LEAF, 0.05 + abs(lean) / 80),
            x,
            _TABLE_EDGE - 8,
            middle[0] - 4,
            middle[1],
            x + lean,
            tip,
            middle[0] + 4,
            middle[1],
        )
    at.scene.poly(pot, x - 8, _TABLE_EDGE - 13, x + 8, _TABLE_EDGE - 13, x + 6, _TABLE_EDGE + 2, x - 6, _TABLE_EDGE + 2)
    at.scene.box(x - 9, _TABLE_EDGE - 14, 18, 3, lighter(pot, 0.2), 1)


def _books(at: Setting) -> None:
    x = at.luck.choice((-74.0, 46.0))
    for _ in range(5):
        width, height = at.luck.uniform(3.4, 6), at.luck.uniform(19, 27)
        at.scene.box(x, _TABLE_EDGE - height, width, height, blend(at.luck.choice(_POPS), at.shade, 0.4), 0.5)
        at.scene.box(x, _TABLE_EDGE - height + 4, width, 1.2, lighter(at.shade, 0.4))
        x += width + 0.3


def _tall_plant(scene: Canvas, x: float, ground: float) -> None:
    for lean, height in ((-12, 46), (11, 50), (-6, 62), (5, 66), (0, 74)):
        top = ground - height
        scene.line(darker(LEAF, 0.4), 0.8, x, ground - 10, x + lean * 0.7, top + 8)
        scene.curve(
            darker(LEAF, (74 - height) / 90),
            x + lean * 0.5,
            top + 18,
            x + lean - 5,
            top + 8,
            x + lean * 1.3,
            top - 2,
            x + lean + 5,
            top + 8,
        )
    scene.poly((222, 206, 186), x - 9, ground - 16, x + 9, ground - 16, x + 7, ground + 3, x - 7, ground + 3)
    scene.box(x - 9, ground - 10, 18, 2, (200, 178, 152))


def _tree(scene: Canvas, x: float, ground: float, size: float) -> None:
    scene.box(x - 0.9, ground - 14 * size, 1.8, 14 * size, (128, 100, 80))
    scene.disc(x, ground - 20 * size, 9 * size, darker(LEAF, 0.08))
    scene.disc(x - 3 * size, ground - 22 * size, 6 * size, lighter(LEAF, 0.14))


def _fir(scene: Canvas, x: float, ground: float, size: float) -> None:
    for step in range(3):
        top, half = ground - (30 - step * 8) * size, (5 + step * 2.4) * size
        scene.poly(darker(LEAF, 0.32 - step * 0.07), x, top, x + half, top + 14 * size, x - half, top + 14 * size)
    scene.box(x - 0.9, ground - 3 * size, 1.8, 5 * size, (112, 88, 70))


_STAGES: dict[Stage, Callable[[Setting], float]] = {
    Stage.TABLE: _table,
    Stage.FLOOR: _floor,
    Stage.WALL: _wall,
    Stage.STREET: _street,
    Stage.HILLS: _hills,
    Stage.SNOW: _snow,
}
"""Each draws itself and says where the foot of the thing stands."""
