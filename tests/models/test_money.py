"""Money: whole minor units, and the exponents of ISO 4217."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.money import EXPONENTS, LARGEST, Money


@given(some.integers(0, LARGEST), some.integers(1, 10_000))
def test_so_many_times_an_amount_is_exact(amount: int, count: int) -> None:
    assert Money(amount, "CNY").times(count) == Money(amount * count, "CNY")


def test_equal_amounts_of_two_currencies_differ() -> None:
    assert Money(100, "CNY") != Money(100, "JPY")


def test_the_largest_amount_is_the_last_that_a_double_tells_from_its_neighbour() -> None:
    assert float(LARGEST) != float(LARGEST - 1)
    assert float(LARGEST + 1) == float(LARGEST + 2)


def test_currencies_without_cents_have_none() -> None:
    assert (EXPONENTS["JPY"], EXPONENTS["CNY"], EXPONENTS["KWD"]) == (0, 2, 3)
    assert all(len(code) == 3 and code.isupper() for code in EXPONENTS)


def test_amounts_are_added_and_taken_away() -> None:
    assert Money(5, "CNY").plus(Money(2, "CNY")) == Money(7, "CNY")
    assert Money(5, "CNY").minus(Money(2, "CNY")) == Money(3, "CNY")


@pytest.mark.parametrize(
    ("amount", "currency", "spelled"),
    [(90_000, "CNY", "CNY 900.00"), (5, "USD", "USD 0.05"), (120, "JPY", "JPY 120"), (1_500, "KWD", "KWD 1.500")],
)
def test_amounts_are_spelled_for_records(amount: int, currency: str, spelled: str) -> None:
    assert str(Money(amount, currency)) == spelled
