"""Increments grow with the price, in every currency of a market."""

import pytest

from models.increments import TABLES, increment
from models.money import EXPONENTS


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (1, 5), (99, 5), (100, 25), (499, 25), (500, 50), (2499, 50), (2500, 100), (9999, 100), (10000, 250),
        (24999, 250), (25000, 500), (49999, 500), (50000, 1000), (99999, 1000), (100000, 2500), (249999, 2500),
        (250000, 5000), (499999, 5000), (500000, 10000), (10**9, 10000),
    ],
)  # fmt: skip
def test_the_dollar_has_the_table_of_ebay(price: int, step: int) -> None:
    assert increment(price, "USD") == step


@pytest.mark.parametrize("currency", EXPONENTS)
def test_every_currency_has_a_table_that_begins_at_nothing_and_grows(currency: str) -> None:
    prices, steps = zip(*TABLES[currency], strict=True)
    assert prices[0] == 0
    assert list(prices) == sorted(set(prices))
    assert list(steps) == sorted(set(steps))
    assert steps[0] > 0
