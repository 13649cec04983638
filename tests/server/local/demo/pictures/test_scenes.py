"""Scenes: every stage can be set, the same luck sets it the same way, and things stand out from it."""

import random

import pytest

from server.local.demo.pictures import devices
from server.local.demo.pictures.canvas import NAMED
from server.local.demo.pictures.scenes import HEIGHT, WIDTH, Stage, View, paint, render


@pytest.mark.parametrize("stage", Stage)
def test_the_same_luck_gives_the_same_scene(stage: Stage) -> None:
    def picture(seed: int) -> bytes:
        luck = random.Random(seed)
        view = View(stage, 80, close=False)
        return render(luck, devices.cameras, paint(luck, "blue"), view).tobytes()

    assert picture(1) == picture(1)
    assert picture(1) != picture(2)


def test_a_scene_has_its_size() -> None:
    luck = random.Random(1)
    view = View(Stage.TABLE, 80, close=True)
    assert render(luck, devices.phones, paint(luck, "red"), view).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("colour", NAMED)
def test_every_named_colour_can_be_painted_and_shown(colour: str) -> None:
    luck = random.Random(colour)
    paints = paint(luck, colour)
    assert paints.main != paints.pop
    assert render(luck, devices.audio, paints, View(Stage.WALL, 80, close=False)).getcolors(16) is None
