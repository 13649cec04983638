"""What a search may look like; everything else is refused before any store is asked (reliability row 22)."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from handlers.ports import Sort
from handlers.search.payloads import DEEPEST, LONGEST_QUERY, MOST_WORDS, SearchListings
from server.stores.search.listings import SETTINGS

POINT = {"type": "Point", "coordinates": [121.47, 31.23]}


def parse(body: dict[str, Any]) -> SearchListings:
    return SearchListings.model_validate_json(orjson.dumps(body))


def test_words_alone_are_a_search() -> None:
    body = parse({"q": "  iPhone 手机 "})
    assert (body.q, body.sort, body.limit, body.page) == ("iPhone 手机", Sort.RELEVANCE, 20, 1)


def test_all_that_may_be_asked() -> None:
    body = parse(
        {
            "q": "",
            "category": "phones",
            "brand": "Apple",
            "condition": "like_new",
            "price_min": 0,
            "price_max": 2**53 - 1,
            "near": POINT,
            "radius_m": 5000,
            "sort": "-price",
            "limit": 100,
            "page": 3,
        }
    )
    assert (body.page, body.radius_m) == (3, 5000)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"q": None},
        {"q": 5},
        {"q": "x" * (LONGEST_QUERY + 1)},
        {"q": "a " * (MOST_WORDS + 1)},
        {"q": "x" * 101},
        {"q": "x\u202ey"},
        {"q": "x\x00y"},
        {"q": "x", "limit": 0},
        {"q": "x", "limit": -1},
        {"q": "x", "limit": 101},
        {"q": "x", "limit": True},
        {"q": "x", "page": 0},
        {"q": "x", "page": 1_000_001},
        {"q": "x", "page": 1.5},
        {"q": "x", "radius_m": 0},
        {"q": "x", "radius_m": 10**9},
        {"q": "x", "near": {"type": "Point", "coordinates": [181, 0]}},
        {"q": "x", "near": [121, 31]},
        {"q": "x", "price_min": -1},
        {"q": "x", "price_max": 2**53},
        {"q": "x", "sort": "seller_id"},
        {"q": "x", "condition": "broken"},
        {"q": "x", "category": "a b"},
        {"q": "x", "brand": ""},
        {"q": "x", "filter": "price > 0"},
        {"q": "x", "attributesToRetrieve": ["*"]},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse(wrong)


def test_the_deepest_page_is_the_last_one_that_the_index_gives() -> None:
    assert SETTINGS["pagination"]["maxTotalHits"] == DEEPEST
