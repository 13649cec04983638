"""The time of day, in the one form the market uses."""

from datetime import UTC, datetime


class SystemClock:
    """UTC in whole milliseconds, as MongoDB keeps it. The database's clock decides deadlines, not this one."""

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
