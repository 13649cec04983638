"""The category tree: its shape, its paths, and what attributes may say."""

import pytest

from models.category import (
    CATEGORIES,
    LEAVES,
    Kind,
    category,
    checked,
    path,
    refuse_unknown,
    subtree,
)
from models.errors import Code, Refusal
from models.ids import CategoryId

PHONES = CategoryId("phones")
ELECTRONICS = CategoryId("electronics")


def test_the_tree_is_that_of_a_real_market() -> None:
    tops = [each for each in CATEGORIES if each.parent is None]
    assert len(tops) >= 12
    assert len(LEAVES) >= 60


def test_every_name_is_given_in_both_languages() -> None:
    for each in CATEGORIES:
        names = [each.name, *(attribute.name for attribute in each.attributes)]
        names += [choice.name for attribute in each.attributes for choice in attribute.choices]
        assert all(name.en and name.zh for name in names), each.id


def test_only_choices_have_choices_and_no_key_occurs_twice() -> None:
    for each in CATEGORIES:
        keys = [attribute.key for attribute in each.attributes]
        assert len(keys) == len(set(keys)), each.id
        for attribute in each.attributes:
            assert bool(attribute.choices) == (attribute.kind is Kind.CHOICE)


def test_ids_fit_into_room_names_and_filters() -> None:
    assert all(each.id.replace("_", "").isalpha() and each.id.islower() for each in CATEGORIES)


def test_a_leaf_knows_its_path_and_its_parents_attributes() -> None:
    assert path(PHONES) == (ELECTRONICS, PHONES)
    assert {"colour", "storage"} <= {attribute.key for attribute in category(PHONES).attributes}


def test_a_subtree_is_the_category_and_all_below() -> None:
    assert subtree(PHONES) == (PHONES,)
    assert {ELECTRONICS, PHONES} < set(subtree(ELECTRONICS))
    assert CategoryId("books") not in subtree(ELECTRONICS)


@pytest.mark.parametrize("look", [refuse_unknown, category, path, subtree])
def test_an_unknown_category_is_refused(look: object) -> None:
    assert callable(look)
    with pytest.raises(Refusal) as refused:
        look(CategoryId("unicorns"))
    assert refused.value.code is Code.INVALID_PAYLOAD
    assert "category" in refused.value.fields


def test_attributes_that_fit_are_stored_clean() -> None:
    given = {"storage": "128 GB", "battery_health": "91", "model": "  Pixel 9 "}
    assert checked(PHONES, given) == {"storage": "128 GB", "battery_health": "91", "model": "Pixel 9"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("storage", "3 GB"),
        ("battery_health", "-1"),
        ("battery_health", "١٢"),
        ("battery_health", "1e9"),
        ("battery_health", "1.234"),
        ("model", "  "),
        ("model", "x" * 81),
        ("model", "a\u202eb"),
        ("shoe_size", "42"),
        ("$where", "1"),
    ],
)
def test_each_wrong_attribute_is_named(key: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(PHONES, {key: value, "colour": "red"})
    assert set(refused.value.fields) == {f"attributes.{key}"}
