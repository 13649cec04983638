"""What a connection that comes back hears and when: nothing live before its replay, nothing twice after it."""

from server.seams import Offset


class Replay:
    """Live pushes of one connection: kept back until what it missed is written, then dropped if they were part of it.

    Subscriptions deliver in the order of numbers, perhaps later than the journal was read: so the first live push that
    is newer than the replay ends it, and none is ever asked about again.
    """

    __slots__ = ("_kept", "_last")

    def __init__(self) -> None:
        self._kept: list[tuple[Offset, bytes]] | None = []
        self._last = Offset("", 0)

    def keeps(self, offset: Offset, frame: bytes) -> bool:
        """Whether a live push is not to be written now; the first that is ends the replay."""
        if self._kept is None:
            return not self._is_new(offset)
        self._kept.append((offset, frame))
        return True

    def finish(self, last: Offset) -> list[bytes]:
        """All that was announced up to `last` is written; gives what was kept back and comes after it."""
        self._last, kept = last, self._kept or []
        self._kept = None
        return [frame for offset, frame in kept if self._is_new(offset)]

    def _is_new(self, offset: Offset) -> bool:
        return offset.epoch != self._last.epoch or offset.sequence > self._last.sequence
