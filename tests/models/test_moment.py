"""Moments: what is written is what is read again."""

from datetime import UTC, datetime

from models.moment import whole_milliseconds


def test_a_moment_is_kept_without_what_the_database_would_drop() -> None:
    assert whole_milliseconds(datetime(2026, 1, 2, 3, 4, 5, 678_999, UTC)) == datetime(
        2026, 1, 2, 3, 4, 5, 678_000, UTC
    )
