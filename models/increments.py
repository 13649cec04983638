"""Bid increments: by how much the next bid must exceed the current price, per currency, in minor units."""

from bisect import bisect_right
from functools import cache

from models.money import EXPONENTS

Table = tuple[tuple[int, int], ...]
"""(from this price on, this increment), lowest first."""

_DOLLAR: Table = (
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
"""As eBay has it for the US dollar, in cents."""

_YUAN: Table = (
    (0, 10),
    (1_00, 20),
    (5_00, 50),
    (25_00, 1_00),
    (100_00, 2_50),
    (250_00, 5_00),
    (500_00, 10_00),
    (1_000_00, 25_00),
    (2_500_00, 50_00),
    (5_000_00, 100_00),
    (10_000_00, 200_00),
    (25_000_00, 500_00),
    (50_000_00, 1_000_00),
)
"""Ours, in fen: in Chinese auctions the seller names the step, so that there is no table to take over.

It is the dollar's with whole jiao, since nobody pays in fen, and it goes on where the dollar's ends: a yuan is worth
about a seventh, so that things of 5,000 are common, and a step shall stay about two percent of the price.
"""

_YEN: Table = ((0, 10), (1_000, 100), (5_000, 250), (10_000, 500), (50_000, 1_000))
"""As Yahoo! Auctions has it in Japan (its help, "bid unit"), in yen."""

_SCALES = {"IDR": 10_000, "INR": 50, "KRW": 10, "KWD": 10, "PHP": 50, "THB": 25, "TWD": 25, "VND": 200}
"""How many minor units take the place of a cent, where the unit is much smaller or finer than a dollar's."""


def _scaled(scale: int) -> Table:
    return tuple((price * scale, step * scale) for price, step in _DOLLAR)


TABLES = {currency: _scaled(_SCALES.get(currency, 1)) for currency in EXPONENTS} | {"CNY": _YUAN, "JPY": _YEN}


@cache
def _prices(currency: str) -> tuple[int, ...]:
    return tuple(price for price, _ in TABLES[currency])


def increment(price: int, currency: str) -> int:
    """The increment at a current price; it is chosen by the price that everybody sees, not by a maximum."""
    return TABLES[currency][bisect_right(_prices(currency), price) - 1][1]
