"""What people may write: as they wrote it, in one normal form, and nothing that cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.text import clean


@given(some.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    try:
        once = clean(text)
    except ValueError:
        return
    assert clean(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)


@given(some.text(some.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_letters_are_kept(text: str) -> None:
    assert clean(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["二手自行车，九成新", "👩\u200d👩\u200d👧 bike", "می\u200cخواهم", "Žižkov", "¡olé! ½ €"]
)
def test_scripts_and_emoji_of_the_world_are_kept(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


def test_twins_become_one() -> None:
    assert clean("Cafe\u0301") == clean("Café")


HIDDEN = ["\x00", "\x1b[2J", "\u202e", "\u200b", "\ufeff", "\ue000", "\ud800", "\u2066", "\U000e0001", "\r", "\x85"]


@pytest.mark.parametrize("hidden", HIDDEN, ids=[ascii(it) for it in HIDDEN])
def test_what_nobody_sees_is_refused_by_its_number(hidden: str) -> None:
    with pytest.raises(ValueError, match=f"U\\+{ord(hidden[0]):04X}"):
        clean(f"a{hidden}b")


def test_lines_may_be_broken_where_it_is_allowed() -> None:
    assert clean("a\n\tb", lines=True) == "a\n\tb"
    with pytest.raises(ValueError, match=r"U\+000A"):
        clean("a\nb")


def test_a_pile_of_marks_is_refused_and_a_few_are_not() -> None:
    assert clean("x" + "\u0323" * 8)
    with pytest.raises(ValueError, match="combining"):
        clean("x" + "\u0323" * 9)
