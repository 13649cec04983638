"""Demo prices: plausible, lower for worn things, and of the market's currency."""

import random
from statistics import median

import pytest

from models.listing import Condition
from models.money import EXPONENTS, Money
from server.local.demo import prices


def _asked(condition: Condition, currency: str = "CNY", yuan: float = 2000) -> list[int]:
    return [prices.asked(random.Random(seed), yuan, 0.2, condition, currency).amount for seed in range(200)]


def test_worn_things_cost_less() -> None:
    middles = [median(_asked(condition)) for condition in Condition]
    assert middles == sorted(middles, reverse=True)
    assert 150_000 < median(_asked(Condition.GOOD)) < 220_000


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
@pytest.mark.parametrize("yuan", [16.0, 2_000.0, 138_000.0])
def test_every_currency_gets_amounts_of_about_that_worth(currency: str, yuan: float) -> None:
    worth = [
        amount / 10 ** EXPONENTS[currency] * prices.YUAN[currency] for amount in _asked(Condition.GOOD, currency, yuan)
    ]
    assert yuan * 0.6 < median(worth) < yuan * 1.4


def test_prices_look_as_if_somebody_had_typed_them() -> None:
    assert all(amount % 100 == 0 for amount in _asked(Condition.GOOD))


@pytest.mark.parametrize("price", [Money(1, "JPY"), Money(3, "CNY"), Money(99_900, "CNY"), Money(1, "KWD")])
def test_a_revised_price_is_not_higher_and_not_nothing(price: Money) -> None:
    for seed in range(50):
        assert 1 <= prices.revised(random.Random(seed), price).amount <= price.amount


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_a_share_of_a_price_is_about_that_and_in_the_same_currency(currency: str) -> None:
    price = Money(2_000 * 10 ** EXPONENTS[currency], currency)
    for seed in range(50):
        share = prices.about(random.Random(seed), price, 0.5, 0.6)
        assert share.currency == currency
        assert 0.4 * price.amount < share.amount < 0.7 * price.amount
