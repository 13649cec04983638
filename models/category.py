"""The category tree: where a listing belongs, and what its attributes may say. Its rows: `models.categories`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models import categories as rows
from models.errors import Code, Refusal
from models.ids import CategoryId
from models.text import clean

_LONGEST_TEXT = 80
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages of the market."""

    en: str
    zh: str


class Kind(StrEnum):
    """How an attribute is filled in."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice: `key` is stored, `name` is shown."""

    key: str
    name: Name


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that may be said about the listings of a category; none of them has to be."""

    key: str
    name: Name
    kind: Kind
    choices: tuple[Choice, ...] = ()
    unit: str = ""

    def checked(self, value: str) -> str:
        """The value as it is stored; raises ValueError with a sentence when it does not fit."""
        match self.kind:
            case Kind.CHOICE:
                if value not in (choice.key for choice in self.choices):
                    raise ValueError("This is not one of the choices.")
            case Kind.NUMBER:
                if not _NUMBER.fullmatch(value):
                    raise ValueError("This is not a number with at most two decimals.")
            case Kind.TEXT:
                value = clean(value)
                if not 1 <= len(value) <= _LONGEST_TEXT:
                    raise ValueError(f"This must have 1 to {_LONGEST_TEXT} characters.")
        return value


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the tree; `attributes` holds those of its parent first."""

    id: CategoryId
    parent: CategoryId | None
    name: Name
    attributes: tuple[Attribute, ...]


def _attributes() -> Iterator[Attribute]:
    for key, (en, zh, choices) in rows.CHOICES.items():
        triples = ((choice, choice, choice) if isinstance(choice, str) else choice for choice in choices)
        fixed = tuple(Choice(value, Name(value_en, value_zh)) for value, value_en, value_zh in triples)
        yield Attribute(key, Name(en, zh), Kind.CHOICE, choices=fixed)
    for key, (en, zh, unit) in rows.NUMBERS.items():
        yield Attribute(key, Name(en, zh), Kind.NUMBER, unit=unit)
    for key, (en, zh) in rows.TEXTS.items():
        yield Attribute(key, Name(en, zh), Kind.TEXT)


ATTRIBUTES = tuple(_attributes())
"""Every attribute; a key means the same wherever it occurs."""


def _categories() -> Iterator[Category]:
    known = {attribute.key: attribute for attribute in ATTRIBUTES}
    for top_id, en, zh, shared_keys, leaves in rows.TREE:
        top, shared = CategoryId(top_id), tuple(known[key] for key in shared_keys.split())
        yield Category(top, None, Name(en, zh), shared)
        for leaf_id, leaf_en, leaf_zh, own_keys in leaves:
            own = tuple(known[key] for key in own_keys.split())
            yield Category(CategoryId(leaf_id), top, Name(leaf_en, leaf_zh), shared + own)


CATEGORIES = tuple(_categories())
"""Every category, parents before their children, in the order in which they are shown."""

_BY_ID = {each.id: each for each in CATEGORIES}
_PARENTS = {each.parent for each in CATEGORIES}
LEAVES = tuple(each.id for each in CATEGORIES if each.id not in _PARENTS)
"""The categories without children."""


def refuse_unknown(category_id: str) -> None:
    if category_id not in _BY_ID:
        raise Refusal(Code.INVALID_PAYLOAD, fields={"category": "There is no such category."})


def category(category_id: CategoryId) -> Category:
    """The category of this id; refuses an unknown one."""
    refuse_unknown(category_id)
    return _BY_ID[category_id]


def path(category_id: CategoryId) -> tuple[CategoryId, ...]:
    """The category and all above it, the top first."""
    above = category(category_id).parent
    return (*path(above), category_id) if above else (category_id,)


def subtree(category_id: CategoryId) -> tuple[CategoryId, ...]:
    """The category and all below it."""
    refuse_unknown(category_id)
    return tuple(each.id for each in CATEGORIES if category_id in path(each.id))


def checked(category_id: CategoryId, given: Mapping[str, str]) -> dict[str, str]:
    """The attributes as they are stored; refuses what the category does not know, naming each wrong one."""
    known = {attribute.key: attribute for attribute in category(category_id).attributes}
    stored: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for key, value in given.items():
        if key not in known:
            wrong[f"attributes.{key}"] = "This category has no such attribute."
            continue
        try:
            stored[key] = known[key].checked(value)
        except ValueError as problem:
            wrong[f"attributes.{key}"] = str(problem)
    if wrong:
        raise Refusal(Code.INVALID_PAYLOAD, fields=wrong)
    return stored
