"""A breaker: after some failures in a row, calls are refused at once for a while instead of waiting for the dead."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from server.seams import StoreAway


class Breaker:
    """Counts only StoreAway. After the pause one call goes through; its success closes the breaker again."""

    def __init__(self, *, failures: int, pause_seconds: float) -> None:
        self._most = failures
        self._pause = pause_seconds
        self._failures = 0
        self._open_until = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call; raises StoreAway without making it while the breaker is open."""
        now = time.monotonic()
        if self._failures >= self._most:
            if now < self._open_until:
                raise StoreAway("has failed too often just now")
            self._open_until = now + self._pause  # this call tries it, the others go on being refused
        try:
            yield
        except StoreAway:
            self._failures += 1
            self._open_until = time.monotonic() + self._pause
            raise
        self._failures = 0
