"""Bid increments: by how much the next bid must exceed the current price, per currency, in minor units."""

from bisect import bisect_right
from functools import cache

from models.money import EXPONENTS

_STEPS = (
    (0, 5),
    (1_00, 25),
    (5_00, 50),
    (25_00, 1_00),
    (100_00, 2_50),
    (250_00, 5_00),
    (500_00, 10_00),
    (1_000_00, 25_00),
    (2_500_00, 50_00),
    (5_000_00, 100_00),
)
"""(from this price on, this increment), as eBay has it for the US dollar, in cents."""

_SCALES = {"IDR": 10_000, "INR": 50, "JPY": 1, "KRW": 10, "KWD": 10, "PHP": 50, "THB": 25, "TWD": 25, "VND": 200}
"""How many minor units take the place of a cent, where the unit is much smaller or finer than a dollar's."""

TABLES = {
    currency: tuple((price * scale, step * scale) for price, step in _STEPS)
    for currency, scale in ((it, _SCALES.get(it, 1)) for it in EXPONENTS)
}


@cache
def _prices(currency: str) -> tuple[int, ...]:
    return tuple(price for price, _ in TABLES[currency])


def increment(price: int, currency: str) -> int:
    """The increment at a current price; it is chosen by the price that everybody sees, not by a maximum."""
    return TABLES[currency][bisect_right(_prices(currency), price) - 1][1]
