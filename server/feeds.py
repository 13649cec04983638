"""Feeds as those who publish meet them: what nobody would be shown is counted here, and neither kept nor announced."""

from collections.abc import Callable, Sequence

from handlers.listings.pushes import FeedMoved
from handlers.work import Say
from models.ids import random_id
from server.crowds import Crowds
from server.seams import Announcement, announcements

ANNOUNCED_A_SECOND = 100
"""Listings that one process announces to a feed within a second: more than anybody is shown, so that the journal keeps
a short rush whole for those who come back; far less than a market in a hurry publishes."""


class ThinnedFeeds:
    """What this process publishes; whoever delivers thins what several processes announce to what people can read."""

    def __init__(self, announce: Callable[[Sequence[Announcement]], None]) -> None:
        self._announce = announce
        self._crowds = Crowds(ANNOUNCED_A_SECOND, self._moved)

    def showing(self, rooms: Sequence[str]) -> tuple[str, ...]:
        return tuple([room for room in rooms if self._crowds.room_for_one(room)])

    def _moved(self, room: str, count: int) -> None:
        self._announce(announcements(random_id(), 0, [Say((room,), FeedMoved(count=count))]))
