"""What people sell in the demo market: the tables of `goods/*.toml`, read once."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from models.category import category
from models.ids import CategoryId

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, Language] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Item:
    """One model: brand and name in both languages, its going rate in yuan, and the attributes that follow from it.

    An attribute `-` is one that this model has not.
    """

    brand: str
    brand_zh: str
    en: str
    zh: str
    yuan: float
    known: Mapping[str, str]

    def name(self, language: Language) -> str:
        """Brand and model as people would write them in a title."""
        brand, model = (self.brand, self.en) if language == "en" else (self.brand_zh, self.zh)
        return model if not brand or model.startswith(brand) else f"{brand} {model}"


@dataclass(frozen=True, slots=True)
class Goods:
    """One category of the demo market; `spread` is that of the logarithm of prices, `ship` the share that is posted."""

    category: CategoryId
    weight: float
    spread: float
    ship: float
    attributes: Mapping[str, tuple[str, ...] | range]
    items: tuple[Item, ...]
    hooks: Mapping[Language, tuple[str, ...]]
    reasons: Mapping[Language, tuple[str, ...]]
    details: Mapping[Language, tuple[str, ...]]

    @property
    def has_models(self) -> bool:
        return any(attribute.key == "model" for attribute in category(self.category).attributes)

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours it comes in; empty where nobody would say."""
        colours = self.attributes.get("colour", ())
        return colours if isinstance(colours, tuple) else ()


@cache
def goods() -> tuple[Goods, ...]:
    """All categories, in the order of the files."""
    tables = sorted(files(__package__).joinpath("goods").iterdir(), key=lambda file: file.name)
    return tuple(entry for table in tables for entry in _read(tomllib.loads(table.read_text("utf-8"))))


def _read(table: Mapping[str, Any]) -> Iterator[Goods]:
    hooks = {language: tuple(table[f"hooks_{language}"]) for language in LANGUAGES}
    reasons = {language: tuple(table[f"reasons_{language}"]) for language in LANGUAGES}
    for name, row in table.items():
        if not isinstance(row, Mapping):
            continue
        yield Goods(
            category=category(CategoryId(name)).id,
            weight=row["weight"],
            spread=row["spread"],
            ship=row.get("ship", 0.85),
            attributes={key: _values(text) for key, text in row.get("attributes", {}).items()},
            items=tuple(_item(line) for line in row["items"]),
            hooks=hooks,
            reasons=reasons,
            details={language: tuple(row[language]) for language in LANGUAGES},
        )


def _item(line: str) -> Item:
    """`Brand/品牌 | English | 中文 | yuan | key=value, key=value`; facts may be missing, the Chinese name empty."""
    brands, en, zh, yuan, *facts = (part.strip() for part in line.split("|"))
    brand, _, brand_zh = brands.partition("/")
    known = dict(fact.split("=") for fact in facts[0].split(", ")) if facts else {}
    return Item(brand, brand_zh or brand, en, zh or en, float(yuan), known)


def _values(text: str) -> tuple[str, ...] | range:
    """`a, b` is one of these, `3..9` a whole number in this range, `10..90..20` in these steps."""
    if ".." not in text:
        return tuple(text.split(", "))
    low, high, *step = map(int, text.split(".."))
    return range(low, high + 1, *step)
