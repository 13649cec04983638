"""What things cost in the demo market: known in yuan, asked in the market's currency, shaped as people shape prices."""

import math
import random

from models.listing import Condition
from models.money import EXPONENTS, LARGEST, Money

YUAN = {
    "AUD": 4.7, "BRL": 1.3, "CAD": 5.2, "CHF": 8.8, "CNY": 1.0, "EUR": 8.2, "GBP": 9.5, "HKD": 0.92, "IDR": 0.00044,
    "INR": 0.082, "JPY": 0.047, "KRW": 0.005, "KWD": 23.3, "MOP": 0.89, "MXN": 0.39, "MYR": 1.7, "NZD": 4.2,
    "PHP": 0.125, "SGD": 5.5, "THB": 0.22, "TWD": 0.23, "USD": 7.1, "VND": 0.00028, "ZAR": 0.41,
}  # fmt: skip
"""About what a unit of each currency is worth: good enough to make demo prices look right."""

_CONDITION = {
    Condition.NEW: 1.25,
    Condition.LIKE_NEW: 1.1,
    Condition.GOOD: 0.93,
    Condition.FAIR: 0.72,
    Condition.POOR: 0.48,
}
"""Against the price of the same thing in average second-hand condition."""


def asked(luck: random.Random, yuan: float, spread: float, condition: Condition, currency: str) -> Money:
    """An asking price: log-normal around the going rate, lower for worn things."""
    return money(luck, yuan * _CONDITION[condition] * math.exp(luck.gauss(0, spread)), currency)


def money(luck: random.Random, yuan: float, currency: str) -> Money:
    """About this much, as a number that somebody would type."""
    exponent = EXPONENTS[currency]
    units = yuan / YUAN[currency]
    smallest = 0 if units >= 5 else -exponent
    step = 10.0 ** max(math.floor(math.log10(max(units, 10.0**-exponent))) - 1, smallest)
    units = max(round(units / step), 1) * step
    if units >= 20 and luck.random() < 0.35:
        units -= 1 if units < 1000 or luck.random() < 0.5 else step / 10
    return Money(min(max(round(units * 10**exponent), 1), LARGEST), currency)


def about(luck: random.Random, price: Money, low: float, high: float) -> Money:
    """A share of a price, as a number that somebody would type."""
    yuan = price.amount / 10 ** EXPONENTS[price.currency] * YUAN[price.currency]
    return money(luck, yuan * luck.uniform(low, high), price.currency)


def revised(luck: random.Random, price: Money) -> Money:
    """A little less, as sellers ask after some days; in whole units where it was."""
    less = int(price.amount * luck.uniform(0.88, 0.98))
    whole = 10 ** EXPONENTS[price.currency]
    return Money(max(less - less % whole if less >= whole else less, 1), price.currency)
