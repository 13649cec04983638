"""How Alipay spells amounts and moments: decimals with all places of the currency, and Chinese time without a zone."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from models.money import EXPONENTS, Money

CHINA = timezone(timedelta(hours=8))
_MOMENT = "%Y-%m-%d %H:%M:%S"


def decimal(amount: int, currency: str) -> str:
    return f"{Decimal(amount).scaleb(-EXPONENTS[currency]):.{EXPONENTS[currency]}f}"


def minor_units(text: str, currency: str) -> int:
    """Raises ValueError for what is no amount, or finer than the currency."""
    try:
        units = Decimal(text.strip()).scaleb(EXPONENTS[currency])
    except InvalidOperation as no:
        raise ValueError(f"{text!r} is no amount") from no
    if not units.is_finite() or units != units.to_integral_value():
        raise ValueError(f"{text!r} is no amount of {currency}")
    return int(units)


def money(text: str, currency: str) -> Money:
    return Money(minor_units(text, currency), currency)


def moment(at: datetime) -> str:
    """Whole seconds: never later than the moment itself."""
    return at.astimezone(CHINA).strftime(_MOMENT)


def parsed_moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=CHINA)
