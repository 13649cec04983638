"""Feeds as those who publish meet them: what nobody would be shown is counted here, and neither kept nor announced."""

from collections.abc import Callable, Sequence

from handlers.listings.pushes import FeedMoved
from handlers.work import Say
from models.ids import random_id
from server.crowds import Crowds
from server.seams import Announcement, announcements


class ThinnedFeeds:
    """What this process publishes. Of several processes each keeps to the measure; whoever delivers does so again."""

    def __init__(self, announce: Callable[[Sequence[Announcement]], None]) -> None:
        self._announce = announce
        self._crowds = Crowds(self._moved)

    def showing(self, rooms: Sequence[str]) -> tuple[str, ...]:
        return tuple([room for room in rooms if self._crowds.room_for_one(room)])

    def _moved(self, room: str, count: int) -> None:
        self._announce(announcements(random_id(), 0, [Say((room,), FeedMoved(count=count))]))
