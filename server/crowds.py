"""Feeds that are crowded: so many listings within a second one by one, what is more as a number."""

import asyncio
from collections.abc import Callable


class Crowds:
    """Feeds that something was published in within a second; `moved` is told what was more than `most`."""

    def __init__(self, most: int, moved: Callable[[str, int], None]) -> None:
        self._most, self._moved = most, moved
        self._published: dict[str, int] = {}

    def room_for_one(self, room: str) -> bool:
        """Whether there is room for one more now; if not it is counted."""
        published = self._published.get(room, 0)
        if not published:
            asyncio.get_running_loop().call_later(1, self._end_second, room)
        self._published[room] = published + 1
        return published < self._most

    def _end_second(self, room: str) -> None:
        """A feed that is quiet is forgotten."""
        if (hidden := self._published.pop(room) - self._most) > 0:
            self._moved(room, hidden)
