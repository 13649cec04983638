"""The badge that an account's credit points earn, as everybody sees it."""

from enum import StrEnum


class Level(StrEnum):
    GREY = "grey"
    BLUE = "blue"
    GOLD = "gold"


LEVELS = ((500, Level.GOLD), (100, Level.BLUE))
"""Least points of each level, highest first; below them all an account is grey."""


def level(points: int) -> Level:
    return next((level for least, level in LEVELS if points >= least), Level.GREY)
