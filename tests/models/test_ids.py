"""Identifiers: fresh ones never meet, derived ones always do."""

from hypothesis import given
from hypothesis import strategies as some

from models.ids import derived_id, random_id

parts = some.lists(some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"])), min_size=1)


def test_a_thousand_fresh_ids_differ_and_fit_into_a_url() -> None:
    ids = {random_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(len(it) == 24 and it.isalnum() and it.isascii() for it in ids)


@given(parts)
def test_the_same_parts_give_the_same_id(these: list[str]) -> None:
    assert derived_id(*these) == derived_id(*these)


@given(parts, parts)
def test_other_parts_give_another_id(these: list[str], those: list[str]) -> None:
    assert (derived_id(*these) == derived_id(*those)) == (these == those)


def test_where_one_part_ends_matters() -> None:
    assert derived_id("ab", "c") != derived_id("a", "bc")
