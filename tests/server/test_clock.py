"""The clock agrees with what MongoDB keeps."""

from datetime import UTC

from server.clock import SystemClock


def test_moments_are_utc_in_whole_milliseconds() -> None:
    clock = SystemClock()
    moments = [clock.now() for _ in range(100)]
    assert all(moment.tzinfo is UTC and moment.microsecond % 1000 == 0 for moment in moments)
    assert moments == sorted(moments)
