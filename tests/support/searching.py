"""Questions to the search index, of which a test names what it is about."""

from dataclasses import replace
from typing import Any

from handlers.ports import SearchQuery, Sort

_ANYTHING = SearchQuery(
    words="",
    categories=(),
    brand=None,
    condition=None,
    price_min=None,
    price_max=None,
    near=None,
    radius_m=None,
    sort=Sort.RELEVANCE,
    limit=20,
    page=1,
)


def asking(words: str = "", **changes: Any) -> SearchQuery:
    return replace(_ANYTHING, words=words, **changes)
