"""Drawings of `wear`: each fits its box, stands or hangs and may be turned around."""

import pytest

from server.local.demo.pictures import wear
from server.local.demo.pictures.scenes import Drawing
from tests.support.drawings import drawings_of, marks


@pytest.mark.parametrize("drawing", drawings_of(wear), ids=lambda drawing: drawing.__name__)
def test_a_drawing_fits_its_box(drawing: Drawing) -> None:
    left, top, right, bottom = marks(drawing)
    assert -90 <= left < right <= 95
    assert -130 <= top < -40
    assert -18 <= bottom <= 8  # children's clothes hang on a line


@pytest.mark.parametrize("drawing", drawings_of(wear), ids=lambda drawing: drawing.__name__)
def test_a_drawing_turned_around_is_its_mirror_image(drawing: Drawing) -> None:
    left, top, right, bottom = marks(drawing)
    assert marks(drawing, mirrored=True) == pytest.approx((-right, top, -left, bottom), abs=1.5)
