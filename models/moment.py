"""Moments as the market keeps them."""

from datetime import datetime


def whole_milliseconds(moment: datetime) -> datetime:
    """The millisecond that the moment lies in: MongoDB keeps no more, so what is written is what is read again."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
