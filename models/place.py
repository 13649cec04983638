"""Where things are: exact points for their owners, a ~1 km grid for everybody else."""

import math
from dataclasses import dataclass

CELL_DEGREES = 0.01
"""Height of a grid cell in degrees of latitude: 1.11 km (one degree is 111.2 km on a sphere of 6371 km)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A position on WGS 84, in degrees: longitude -180..180, latitude -90..90."""

    lng: float
    lat: float


@dataclass(frozen=True, slots=True)
class Place:
    """A grid cell as everybody may see it: its centre, and the name of the nearest town."""

    name: str
    point: Point


def snapped(exact: Point) -> Point:
    """The centre of the grid cell that holds the point.

    The cell depends on the point alone, so asking from many origins tells nothing more. Cells widen in degrees towards
    the poles and so stay about as wide as high.
    """
    row = math.floor(exact.lat / CELL_DEGREES)
    lat = (row + 0.5) * CELL_DEGREES
    width = CELL_DEGREES / max(math.cos(math.radians(lat)), CELL_DEGREES)
    column = math.floor(exact.lng / width)
    lng = min(max((column + 0.5) * width, -180.0), 180.0)
    return Point(round(lng, 5), round(min(max(lat, -90.0), 90.0), 5))
