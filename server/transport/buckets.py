"""Limits that one process keeps in memory: a bucket is a single moment in time (the generic cell rate algorithm)."""


class Buckets:
    """Buckets of one socket, by name; one that is full takes no memory."""

    __slots__ = ("_full_at",)

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}

    def take(self, name: str, times: float, seconds: float, now: float) -> float:
        """0 when there was room for one more of `times` in `seconds`, else the seconds to wait."""
        full_at = max(self._full_at.get(name, now), now) + seconds / times
        if (wait := full_at - now - seconds) > 1e-9:
            return wait
        self._full_at[name] = full_at
        return 0.0
