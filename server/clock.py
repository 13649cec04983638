"""The time of day, in the one form the market uses."""

from datetime import UTC, datetime, timedelta

from models.moment import whole_milliseconds

TOLERANCE = timedelta(seconds=1)
"""Nearer to the database's clock than this is near enough: what is told of it has been on its way."""


class SystemClock:
    """UTC in whole milliseconds, as MongoDB keeps it, corrected by what the database's clock says.

    The database decides what is due; this one says how long people have, so that a machine whose clock is wrong gives
    nobody less time than another.
    """

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        return whole_milliseconds(datetime.now(UTC) + self._ahead)

    def learn(self, told: datetime) -> None:
        """The database has just said what time it is."""
        if abs(told - self.now()) > TOLERANCE:
            self._ahead = told - datetime.now(UTC)
