"""A feed shows so much in a second, and counts the rest."""

from server.crowds import Crowds
from tests.support.waiting import until

MOST = 3


class Told:
    """What was said of crowded feeds."""

    def __init__(self) -> None:
        self.moved: list[tuple[str, int]] = []
        self.crowds = Crowds(MOST, lambda room, count: self.moved.append((room, count)))

    def is_quiet(self) -> bool:
        return not self.crowds._published


async def test_what_a_feed_has_no_room_for_is_counted_once_the_second_is_over() -> None:
    told = Told()
    shown = [told.crowds.room_for_one("feed") for _ in range(MOST + 5)]
    assert shown == [True] * MOST + [False] * 5
    await until(told.is_quiet)
    assert told.moved == [("feed", 5)]


async def test_each_feed_has_a_measure_of_its_own() -> None:
    told = Told()
    for _ in range(MOST):
        told.crowds.room_for_one("feed")
    assert told.crowds.room_for_one("feed:bicycles")


async def test_a_feed_that_showed_everything_has_nothing_to_tell() -> None:
    told = Told()
    assert told.crowds.room_for_one("feed")
    await until(told.is_quiet)
    assert told.moved == []
    assert told.crowds.room_for_one("feed")
