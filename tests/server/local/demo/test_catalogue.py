"""The tables of goods: whole, known to the category tree, and written in both languages."""

import pytest

from models.category import LEAVES, category
from server.local.demo.catalogue import LANGUAGES, Goods, goods
from server.local.demo.pictures.canvas import NAMED

ALL = goods()


def test_every_leaf_of_the_tree_is_sold() -> None:
    assert {entry.category for entry in ALL} == set(LEAVES)
    assert sum(len(entry.items) for entry in ALL) > 500


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.category)
def test_attributes_are_such_as_the_category_knows(entry: Goods) -> None:
    known = {attribute.key: attribute for attribute in category(entry.category).attributes}
    for key, values in entry.attributes.items():
        for value in values:
            assert known[key].checked(str(value)) == str(value)
    for item in entry.items:
        for key, value in item.known.items():
            assert value == "-" or known[key].checked(value) == value


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.category)
def test_something_can_be_said_in_both_languages(entry: Goods) -> None:
    for language in LANGUAGES:
        assert entry.hooks[language]
        assert entry.reasons[language]
        assert entry.details[language]
        assert all(item.name(language) and item.yuan > 0 for item in entry.items)


def test_colours_can_be_painted() -> None:
    assert {colour for entry in ALL for colour in entry.colours} <= set(NAMED)


def test_a_brand_is_not_said_twice() -> None:
    names = [item.name("zh") for entry in ALL for item in entry.items if item.brand == "Xiaomi"]
    assert names
    assert not any(name.startswith("小米 小米") for name in names)
