"""Badges: the level that points earn."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.badge import LEVELS, Level, level


@pytest.mark.parametrize(
    ("points", "earned"),
    [(-5, Level.GREY), (0, Level.GREY), (99, Level.GREY), (100, Level.BLUE), (499, Level.BLUE), (500, Level.GOLD)],
)
def test_a_level_begins_at_its_least_points(points: int, earned: Level) -> None:
    assert level(points) is earned


@given(some.integers(), some.integers(min_value=0))
def test_more_points_never_earn_less(points: int, more: int) -> None:
    order = [Level.GREY, Level.BLUE, Level.GOLD]
    assert order.index(level(points)) <= order.index(level(points + more))


def test_levels_are_listed_from_the_top() -> None:
    assert list(LEVELS) == sorted(LEVELS, reverse=True)
