"""How much a feed can show: so many listings within a second one by one, what is more as a number."""

import asyncio
from collections.abc import Callable

FEED_A_SECOND = 20
"""Listings that a feed shows one by one within a second; what is more is counted."""


class Crowds:
    """Feeds that something was published in within a second; `moved` is told how many a feed did not show."""

    def __init__(self, moved: Callable[[str, int], None]) -> None:
        self._moved = moved
        self._published: dict[str, int] = {}

    def room_for_one(self, room: str) -> bool:
        """Whether one more can be shown now; if not it is counted."""
        published = self._published.get(room, 0)
        if not published:
            asyncio.get_running_loop().call_later(1, self._end_second, room)
        self._published[room] = published + 1
        return published < FEED_A_SECOND

    def _end_second(self, room: str) -> None:
        """A feed that is quiet is forgotten."""
        if (hidden := self._published.pop(room) - FEED_A_SECOND) > 0:
            self._moved(room, hidden)
