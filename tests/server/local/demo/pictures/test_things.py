"""The table of things: every leaf of the category tree has a drawing, in colours that exist."""

from models.category import LEAVES
from server.local.demo.pictures.canvas import NAMED
from server.local.demo.pictures.things import THINGS


def test_every_leaf_has_a_drawing_of_its_own() -> None:
    assert set(THINGS) == set(LEAVES)
    assert len({thing.drawing for thing in THINGS.values()}) == len(THINGS)


def test_colours_are_known() -> None:
    assert {colour for thing in THINGS.values() for colour in thing.colours} <= set(NAMED)


def test_a_close_view_is_of_the_same_stage() -> None:
    thing = THINGS["phones"]
    assert thing.view(close=True).stage is thing.view(close=False).stage
