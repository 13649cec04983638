"""The wire shapes of searching."""

from typing import Annotated, Self

from annotated_types import Len
from pydantic import AfterValidator, Field

from handlers.contract import Maybe, Wire
from handlers.listings.payloads import ListingView
from handlers.ports import SearchResult, Sort
from handlers.shapes import Amount, Identifier, Line, Name, PageSize, Point
from models.ids import AccountId
from models.listing import Condition, Listing

LONGEST_QUERY = 200
MOST_WORDS = 20
LONGEST_WORD = 100
"""Chinese is written without spaces, so a whole sentence may be one word."""
DEEPEST = 1_000
"""Hits that can be reached by turning pages; whoever wants more should ask more precisely."""
FARTHEST_M = 1_000_000


def _few_words(text: str) -> str:
    words = text.split()
    if len(words) > MOST_WORDS:
        raise ValueError(f"At most {MOST_WORDS} words.")
    if any(len(word) > LONGEST_WORD for word in words):
        raise ValueError(f"A word has at most {LONGEST_WORD} characters.")
    return text


Words = Annotated[str, Line, Len(0, LONGEST_QUERY), AfterValidator(_few_words)]


class SearchListings(Wire):
    """No words find everything; `category` includes all below it; `radius_m` and `nearest` need `near`."""

    q: Words
    category: Maybe[Identifier] = None
    brand: Maybe[Name] = None
    condition: Maybe[Condition] = None
    price_min: Maybe[Amount] = None
    price_max: Maybe[Amount] = None
    near: Maybe[Point] = None
    radius_m: Maybe[Annotated[int, Field(ge=1, le=FARTHEST_M)]] = None
    sort: Sort = Sort.RELEVANCE
    limit: PageSize = 20
    page: Annotated[int, Field(ge=1, le=DEEPEST)] = 1


class Facets(Wire):
    """How many of the hits have each value; the most frequent ones only."""

    category: dict[str, int]
    brand: dict[str, int]
    condition: dict[str, int]


class SearchReply(Wire):
    """`total` is an estimate of all hits; a page is shorter than `limit` when something on it has just been sold."""

    items: tuple[ListingView, ...]
    total: int
    facets: Facets
    page: int

    @classmethod
    def of(cls, cards: list[Listing], result: SearchResult, page: int, viewer: AccountId | None) -> Self:
        counts = {name: dict(result.facets.get(name, {})) for name in Facets.model_fields}
        items = tuple(ListingView.of(card, viewer) for card in cards)
        return cls(items=items, total=result.total, facets=Facets(**counts), page=page)
