"""The time of day, in the one form the market uses."""

from datetime import UTC, datetime


class SystemClock:
    """UTC in whole milliseconds, as MongoDB keeps it. Deadlines are decided by the database's clock, not by this one."""

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
