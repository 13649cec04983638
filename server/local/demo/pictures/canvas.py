"""A canvas in units of a thing: drawing calls of Pillow, placed, scaled, turned around; and the colours of a thing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
_Point = tuple[float, float]

WHITE: Colour = (250, 249, 246)
INK: Colour = (38, 41, 50)
STEEL: Colour = (158, 166, 176)
WOOD: Colour = (196, 150, 104)
LEAF: Colour = (92, 140, 96)
GLASS: Colour = (190, 216, 226)
SKIN: Colour = (232, 206, 182)
BRASS: Colour = (206, 168, 92)

NAMED: dict[str, Colour] = {
    "black": (58, 61, 70),
    "white": (238, 236, 230),
    "grey": (138, 145, 155),
    "silver": (188, 194, 202),
    "gold": (218, 182, 112),
    "red": (201, 78, 72),
    "orange": (226, 138, 72),
    "yellow": (234, 190, 82),
    "green": (98, 146, 112),
    "blue": (78, 120, 174),
    "purple": (136, 108, 170),
    "pink": (226, 152, 166),
    "brown": (152, 106, 74),
    "beige": (216, 196, 164),
    "mixed": (90, 156, 168),
}
"""The colours that attributes name."""


def blend(a: Colour, b: Colour, share: float) -> Colour:
    """So much of the second colour in the first."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float) -> Colour:
    return blend(colour, (22, 24, 44), share)


def lighter(colour: Colour, share: float) -> Colour:
    return blend(colour, (255, 253, 248), share)


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of one thing, all from its main one; `pop` is what its details are set off with."""

    main: Colour
    pop: Colour

    @property
    def dark(self) -> Colour:
        return darker(self.main, 0.22)

    @property
    def deep(self) -> Colour:
        return darker(self.main, 0.5)

    @property
    def light(self) -> Colour:
        return lighter(self.main, 0.28)

    @property
    def pale(self) -> Colour:
        return lighter(self.main, 0.62)


class Canvas:
    """Draws in units of a thing: (0, 0) is the middle of its foot and y points down, so things stand at negative y."""

    def __init__(self, image: Image.Image, x: float, y: float, scale: float, *, mirrored: bool = False) -> None:
        self._pen = ImageDraw.Draw(image)
        self._x, self._y, self._scale = x, y, scale
        self._across = -scale if mirrored else scale

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, round_by: float = 0) -> None:
        """A rectangle from its left upper corner."""
        (left, top), (right, bottom) = self._at(x, y), self._at(x + width, y + height)
        corners = (min(left, right), top, max(left, right), bottom)
        self._pen.rounded_rectangle(corners, round_by * self._scale, fill=colour)

    def oval(self, x: float, y: float, across: float, up: float, colour: Colour) -> None:
        """An ellipse around its middle, from its half axes."""
        (x, y), across, up = self._at(x, y), across * self._scale, up * self._scale
        self._pen.ellipse((x - across, y - up, x + across, y + up), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.oval(x, y, radius, radius, colour)

    def poly(self, colour: Colour, *numbers: float) -> None:
        """A filled outline: x, y, x, y ..."""
        self._pen.polygon(self._points(numbers), fill=colour)

    def line(self, colour: Colour, width: float, *numbers: float) -> None:
        """A stroke with round ends through x, y, x, y ..."""
        points, thick = self._points(numbers), max(width * self._scale, 1)
        self._pen.line(points, fill=colour, width=round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            self._pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """A circle's line; the radius is its outer one."""
        self.arc(x, y, radius, 0, 360, width, colour)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, width: float, colour: Colour) -> None:
        """A part of a circle's line, clockwise in degrees from the right."""
        (x, y), radius = self._at(x, y), radius * self._scale
        if self._across < 0:
            start, end = 180 - end, 180 - start
        corners = (x - radius, y - radius, x + radius, y + radius)
        self._pen.arc(corners, start, end, fill=colour, width=max(round(width * self._scale), 1))

    def curve(self, colour: Colour, *numbers: float, steps: int = 10) -> None:
        """A filled smooth outline through x, y, x, y ... (Catmull-Rom)."""
        self._pen.polygon(self._points(_smooth(numbers, steps)), fill=colour)

    def hills(self, colour: Colour, left: float, right: float, bottom: float, *tops: float) -> None:
        """A filled smooth line over a straight bottom, through tops at equal distances."""
        step = (right - left) / (len(tops) - 1)
        line = [value for index, top in enumerate(tops) for value in (left + index * step, top)]
        self._pen.polygon(self._points([left, bottom, *_through(line), right, bottom]), fill=colour)

    def rays(self, x: float, y: float, inner: float, outer: float, count: int, width: float, colour: Colour) -> None:
        """Lines around a point, as of spokes or petals."""
        for step in range(count):
            angle = 2 * math.pi * step / count
            across, up = math.cos(angle), math.sin(angle)
            self.line(colour, width, x + across * inner, y + up * inner, x + across * outer, y + up * outer)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self._x + x * self._across, self._y + y * self._scale

    def _points(self, numbers: Sequence[float]) -> list[tuple[float, float]]:
        return [self._at(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def _smooth(numbers: Sequence[float], steps: int) -> list[float]:
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    count = len(points)
    smooth: list[float] = []
    for index in range(count):
        near = [points[(index + offset) % count] for offset in (-1, 0, 1, 2)]
        smooth += _bend(near, steps)
    return smooth


def _through(numbers: Sequence[float], steps: int = 10) -> list[float]:
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    points = [points[0], *points, points[-1]]
    smooth: list[float] = []
    for index in range(len(points) - 3):
        smooth += _bend(points[index : index + 4], steps)
    return [*smooth, *points[-1]]


def _bend(near: Sequence[_Point], steps: int) -> list[float]:
    """The curve from the second of four points to the third, coming from the first and going on to the last."""
    bent: list[float] = []
    for step in range(steps):
        t = step / steps
        for before, start, end, after in zip(*near, strict=True):
            bend = 2 * before - 5 * start + 4 * end - after
            twist = 3 * (start - end) + after - before
            bent.append(start + t * (end - before + t * (bend + t * twist)) / 2)
    return bent
