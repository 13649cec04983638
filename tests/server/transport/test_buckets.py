"""Limits in memory: so many at once, then evenly."""

from hypothesis import given
from hypothesis import strategies as st

from server.transport.buckets import Buckets


def test_a_full_bucket_gives_all_at_once_and_then_one_at_a_time() -> None:
    buckets = Buckets()
    assert [buckets.take("a", 3, 6.0, now=100.0) for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a", 3, 6.0, now=100.0) == 2.0
    assert buckets.take("a", 3, 6.0, now=102.0) == 0
    assert buckets.take("a", 3, 6.0, now=102.0) == 2.0


def test_a_refused_try_costs_nothing() -> None:
    buckets = Buckets()
    buckets.take("a", 1, 1.0, now=0.0)
    for _ in range(100):
        buckets.take("a", 1, 1.0, now=0.5)
    assert buckets.take("a", 1, 1.0, now=1.0) == 0


def test_names_do_not_share() -> None:
    buckets = Buckets()
    assert buckets.take("a", 1, 60.0, now=0.0) == 0
    assert buckets.take("b", 1, 60.0, now=0.0) == 0


@given(st.integers(1, 50), st.floats(0.1, 100), st.lists(st.floats(0, 10), max_size=200))
def test_no_stretch_of_time_lets_more_through_than_a_bucket_and_its_refill(
    times: int, seconds: float, pauses: list[float]
) -> None:
    buckets, now, passed = Buckets(), 0.0, 0
    for pause in pauses:
        now += pause
        passed += buckets.take("a", times, seconds, now) == 0
    assert passed <= times + now * times / seconds + 1e-6
