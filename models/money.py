"""Money in integer minor units of one currency, with the ISO 4217 exponents of the currencies a market may choose."""

from dataclasses import dataclass

EXPONENTS = {
    "AUD": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "IDR": 2, "INR": 2,
    "JPY": 0, "KRW": 0, "KWD": 3, "MOP": 2, "MXN": 2, "MYR": 2, "NZD": 2, "PHP": 2, "SGD": 2, "THB": 2,
    "TWD": 2, "USD": 2, "VND": 0, "ZAR": 2,
}  # fmt: skip
"""Decimal digits of each currency's minor unit (ISO 4217, list one)."""

LARGEST = 2**53 - 1
"""Greatest amount, and greatest price x stock: what every JSON client reads back exactly (RFC 8259, section 6)."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of at least 0 minor units (fen, cents, yen)."""

    amount: int
    currency: str

    def plus(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount, self.currency)

    def minus(self, other: "Money") -> "Money":
        """Never below nothing: what would be is a mistake of ours."""
        assert other.amount <= self.amount
        return Money(self.amount - other.amount, self.currency)

    def __str__(self) -> str:
        """For people who read records: `CNY 12.50`."""
        digits = EXPONENTS.get(self.currency, 2)
        whole, part = divmod(self.amount, 10**digits)
        return f"{self.currency} {whole}.{part:0{digits}}" if digits else f"{self.currency} {whole}"

    def times(self, count: int) -> "Money":
        return Money(self.amount * count, self.currency)
