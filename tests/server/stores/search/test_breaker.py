"""The breaker on its own."""

import pytest

from server.seams import StoreAway
from server.stores.search.breaker import Breaker


def fail(breaker: Breaker) -> None:
    with pytest.raises(StoreAway, match="dead"), breaker.call():
        raise StoreAway("dead")


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(failures=2, pause_seconds=3600)
    fail(breaker)
    with breaker.call():
        pass
    fail(breaker)
    fail(breaker)
    with pytest.raises(StoreAway, match="too often"), breaker.call():
        raise AssertionError


def test_after_the_pause_one_call_tries_and_success_closes_it() -> None:
    breaker = Breaker(failures=1, pause_seconds=0)
    fail(breaker)
    fail(breaker)
    with breaker.call():
        pass
    with breaker.call():
        pass


def test_other_errors_do_not_count() -> None:
    breaker = Breaker(failures=1, pause_seconds=3600)
    for _ in range(2):
        with pytest.raises(KeyError), breaker.call():
            raise KeyError
