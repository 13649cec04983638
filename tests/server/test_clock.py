"""The clock agrees with what MongoDB keeps, and with what it says of the time."""

from datetime import UTC, timedelta

import pytest

from server.clock import TOLERANCE, SystemClock

NEAR = timedelta(minutes=1)


def test_moments_are_utc_in_whole_milliseconds() -> None:
    clock = SystemClock()
    moments = [clock.now() for _ in range(100)]
    assert all(moment.tzinfo is UTC and moment.microsecond % 1000 == 0 for moment in moments)
    assert moments == sorted(moments)


@pytest.mark.parametrize("wrong", [timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=-400)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_database_s(wrong: timedelta) -> None:
    clock, right = SystemClock(), SystemClock()
    told = right.now() + wrong
    clock.learn(told)
    assert abs(clock.now() - told) < NEAR
    clock.learn(right.now())
    assert abs(clock.now() - right.now()) < NEAR


def test_a_little_is_no_reason_to_jump() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.learn(before - TOLERANCE / 2)
    assert clock.now() >= before
