"""Filters of the index, built from typed parts: attributes from a closed list, values quoted."""

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum

from handlers.ports import SearchQuery
from models.place import Point


class Facet(StrEnum):
    """Attributes that are compared with text, and counted in the answer."""

    CATEGORY = "category"
    BRAND = "brand"
    CONDITION = "condition"


def quoted(text: str) -> str:
    """The text as one value of a filter, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def one_of(facet: Facet, values: Sequence[str]) -> str:
    return f"{facet.value} IN [{', '.join(quoted(value) for value in values)}]"


def price(least: int | None, most: int | None) -> Iterator[str]:
    if least is not None:
        yield f"price >= {least:d}"
    if most is not None:
        yield f"price <= {most:d}"


def within(centre: Point, radius_m: int) -> str:
    return f"_geoRadius({_degrees(centre.lat)}, {_degrees(centre.lng)}, {radius_m:d})"


def nearest(centre: Point) -> str:
    """The order by distance from a point."""
    return f"_geoPoint({_degrees(centre.lat)}, {_degrees(centre.lng)}):asc"


def of(query: SearchQuery) -> list[str]:
    """The conditions of a search; all of them must hold."""
    conditions = list(price(query.price_min, query.price_max))
    if query.categories:
        conditions.append(one_of(Facet.CATEGORY, query.categories))
    if query.brand:
        conditions.append(one_of(Facet.BRAND, (query.brand,)))
    if query.condition:
        conditions.append(one_of(Facet.CONDITION, (query.condition.value,)))
    if query.near and query.radius_m:
        conditions.append(within(query.near, query.radius_m))
    return conditions


def _degrees(angle: float) -> str:
    """Plain decimals: the filter language reads no exponents."""
    if not math.isfinite(angle):
        raise ValueError("An angle must be finite.")
    return f"{angle:.6f}"
