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


@pytest.mark.parametrize(
    ("price", "step"),
    [
        (1, 10), (999, 10), (1_000, 100), (4_999, 100), (5_000, 250), (9_999, 250), (10_000, 500), (49_999, 500),
        (50_000, 1_000), (10**7, 1_000),
    ],
)  # fmt: skip
def test_the_yen_has_the_table_of_yahoo(price: int, step: int) -> None:
    assert increment(price, "JPY") == step


@pytest.mark.parametrize(
    ("price", "step"),
    [(99, 10), (100, 20), (1_000, 50), (9_999, 100), (500_000, 10_000), (1_000_000, 20_000), (8_888_800, 100_000)],
)
def test_the_yuan_has_one_of_its_own(price: int, step: int) -> None:
    assert increment(price, "CNY") == step


def test_the_yuan_steps_by_whole_jiao() -> None:
    assert {step % 10 for _, step in TABLES["CNY"]} == {0}


@pytest.mark.parametrize("currency", EXPONENTS)
def test_every_currency_has_a_table_that_begins_at_nothing_and_grows(currency: str) -> None:
    prices, steps = zip(*TABLES[currency], strict=True)
    assert prices[0] == 0
    assert list(prices) == sorted(set(prices))
    assert list(steps) == sorted(set(steps))
    assert steps[0] > 0
