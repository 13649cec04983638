"""Drawings of `household`: each fits its box, stands on its foot and may be turned around."""

import pytest

from server.local.demo.pictures import household
from server.local.demo.pictures.scenes import Drawing
from tests.support.drawings import drawings_of, marks


@pytest.mark.parametrize("drawing", drawings_of(household), ids=lambda drawing: drawing.__name__)
def test_a_drawing_fits_its_box_and_stands_on_its_foot(drawing: Drawing) -> None:
    left, top, right, bottom = marks(drawing)
    assert -90 <= left < right <= 95
    assert -130 <= top < -40
    assert -6 <= bottom <= 8


@pytest.mark.parametrize("drawing", drawings_of(household), ids=lambda drawing: drawing.__name__)
def test_a_drawing_turned_around_is_its_mirror_image(drawing: Drawing) -> None:
    left, top, right, bottom = marks(drawing)
    assert marks(drawing, mirrored=True) == pytest.approx((-right, top, -left, bottom), abs=1.5)
