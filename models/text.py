"""What people may write: normal form C, visible characters, bounded length."""

import unicodedata

_LINE_BREAKS = "\n\t"
_REFUSED_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"
"""Zero-width joiner and non-joiner: part of emoji and of several scripts."""
_MOST_MARKS = 8
"""Combining marks in a row; real scripts stay below, piles that hide neighbouring lines do not."""


def clean(text: str, *, lines: bool = False) -> str:
    """The text in NFC without white space around it; `lines` keeps line breaks.

    Raises ValueError with a sentence when a character is invisible, unassigned or reverses the direction of reading.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if text.isascii() and text.isprintable():
        return text
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        if kind in _REFUSED_KINDS and character not in _JOINERS and not (lines and character in _LINE_BREAKS):
            raise ValueError(f"The character U+{ord(character):04X} is not allowed here.")
        marks = marks + 1 if kind == "Mn" else 0
        if marks > _MOST_MARKS:
            raise ValueError("Too many combining marks in a row.")
    return text
