"""The grid that hides where things are: a snapped point tells the cell and nothing else."""

import math

from hypothesis import given
from hypothesis import strategies as some

from models.place import CELL_DEGREES, Point, snapped

EARTH_KM = 6371.0

points = some.builds(Point, some.floats(-180, 180), some.floats(-90, 90))
inhabited = some.builds(Point, some.floats(-179, 179), some.floats(-70, 70))
shares = some.floats(-0.499, 0.499)


def _km(a: Point, b: Point) -> float:
    """Along the great circle (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lng - a.lng) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(math.sqrt(half), 1.0))


def _elsewhere(centre: Point, north: float, east: float) -> Point:
    """Another point of the cell around this centre, by shares of its height and width."""
    width = CELL_DEGREES / math.cos(math.radians(centre.lat))
    return Point(centre.lng + east * width, centre.lat + north * CELL_DEGREES)


@given(points)
def test_a_snapped_point_is_a_place_on_earth(exact: Point) -> None:
    cell = snapped(exact)
    assert -180 <= cell.lng <= 180
    assert -90 <= cell.lat <= 90


@given(points)
def test_snapping_twice_changes_nothing(exact: Point) -> None:
    assert snapped(snapped(exact)) == snapped(exact)


@given(inhabited)
def test_a_cell_is_near_enough_to_find_the_town(exact: Point) -> None:
    assert _km(exact, snapped(exact)) < 0.9


@given(inhabited, shares, shares)
def test_all_points_of_a_cell_look_the_same(exact: Point, north: float, east: float) -> None:
    """Whoever knows the snapped point knows that the exact one is one of these, and no more."""
    cell = snapped(exact)
    assert snapped(_elsewhere(cell, north, east)) == cell


@given(inhabited, shares, shares, some.lists(points, min_size=3, max_size=10))
def test_distances_from_many_origins_do_not_tell_two_neighbours_apart(
    exact: Point, north: float, east: float, origins: list[Point]
) -> None:
    """What is asked from anywhere is answered from the snapped point, so moving about finds its centre at best."""
    neighbour = _elsewhere(snapped(exact), north, east)
    asked = [(_km(origin, snapped(exact)), _km(origin, snapped(neighbour))) for origin in origins]
    assert all(one == other for one, other in asked)


@given(inhabited)
def test_a_cell_is_about_a_kilometre_both_ways(exact: Point) -> None:
    cell = snapped(exact)
    height = _km(_elsewhere(cell, -0.5, 0), _elsewhere(cell, 0.5, 0))
    width = _km(_elsewhere(cell, 0, -0.5), _elsewhere(cell, 0, 0.5))
    assert 1.0 < height < 1.2
    assert 1.0 < width < 1.2


@given(some.floats(0.011, 0.1), some.floats(0, 360))
def test_two_towns_are_not_one(share: float, direction: float) -> None:
    here = snapped(Point(121.47, 31.23))
    away = Point(here.lng + share * 2 * math.cos(direction), here.lat + share * 2 * math.sin(direction))
    assert _km(here, away) < 1.5 or snapped(away) != here
