"""Payloads of the wrong shape: refused with the field that is wrong, and without any effect."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
import pytest
import pytest_asyncio

from tests.journeys.quiet import quietly
from tests.support.market import Market
from tests.support.people import BICYCLE, new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient


def _listing_with(path: str, spelled: str) -> str:
    """The emit of a listing whose field at the path is spelled as given; a name in the path may be new."""
    marker = "~here~"
    body = orjson.loads(orjson.dumps({"request_id": new_request_id(), **BICYCLE}))
    place = body
    *steps, last = path.split("/")
    for step in steps:
        place = place.setdefault(step, {})
    place[last] = marker
    return orjson.dumps(["listing:publish", body]).decode().replace(f'"{marker}"', spelled)


NUMBERS = {
    "NaN": "NaN", "Infinity": "Infinity", "-Infinity": "-Infinity", "1e999": "1e999", "a fraction": "0.5",
    "a whole fraction": "12.0", "almost nothing": "1e-400", "2^53": "9007199254740992", "2^53 + 1": "9007199254740993",
    "2^63": "9223372036854775808",
    "a number of 4300 digits": "1" * 4300, "minus one": "-1", "full-width digits": '"１２"', "underscores": '"1_000"',
    "digits in a text": '"12"', "true": "true", "null": "null", "an array": "[12]", "an object": '{"$gt":0}',
    "hexadecimal": "0x10",
}  # fmt: skip
TEXTS = {
    "a lone surrogate": r'"\ud800"', "half a pair": r'"\udc00a"', "NUL": r'"a\u0000b"', "a line break": r'"a\nb"',
    "an escape sequence": r'"\u001b[2J"', "right-to-left override": r'"a\u202eb"', "a byte order mark": r'"\ufeffa"',
    "zero width": r'"a\u200bb"', "a pile of marks": '"a' + "\\u0301" * 50 + '"', "private use": r'"\ue000"',
    "nothing": '""', "only blanks": '"   "', "too long": '"' + "x" * 101 + '"', "a number": "5", "null": "null",
    "an operator": '{"$ne":null}', "a regular expression": '{"$regex":"(a+)+$"}', "an array": '["a"]',
    "an id": '{"$oid":"x"}',
}  # fmt: skip
UNKNOWN = [
    "$where", "$expr", "__proto__", "constructor", "a.b", "", "\x00", "status", "state", "_id", "id", "version",
    "seller_id", "seller", "available", "published_at", "role", "price",
]  # fmt: skip
POINTS = {
    "latitude 91": '{"type":"Point","coordinates":[0,91]}', "longitude 181": '{"type":"Point","coordinates":[181,0]}',
    "three dimensions": '{"type":"Point","coordinates":[0,0,0]}', "one dimension": '{"type":"Point","coordinates":[0]}',
    "no dimension": '{"type":"Point","coordinates":[]}', "texts": '{"type":"Point","coordinates":["0","0"]}',
    "a polygon": '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}',
    "not a number": '{"type":"Point","coordinates":[NaN,0]}',
    "a collection": '{"type":"GeometryCollection","geometries":[]}', "an operator": '{"$near":[0,0]}',
    "a reference system": '{"type":"Point","coordinates":[0,0],"crs":{"type":"name","properties":{"name":"x"}}}',
}  # fmt: skip
ELSEWHERE = {
    "an unknown category": ("category", '"spaceships"'),
    "another currency": ("sale/price/currency", '"USD"'),
    "no currency": ("sale/price/currency", '"cny"'),
    "an unknown condition": ("condition", '"mint"'),
    "an unknown delivery": ("delivery", '["drone"]'),
    "no delivery": ("delivery", "[]"),
    "an unknown kind of sale": ("sale/kind", '"lottery"'),
    "no stock": ("sale/stock", "0"),
    "too much stock": ("sale/stock", "10001"),
    "stock times price beyond 2^53": (
        "sale",
        '{"kind":"fixed","price":{"amount":9007199254740991,"currency":"CNY"},"stock":2}',
    ),
    "a floor above the price": ("sale/offer_floor", '{"amount":90001,"currency":"CNY"}'),
    "too many pictures": ("pictures", str([f"p{n}" for n in range(10)]).replace("'", '"')),
    "a path as picture": ("pictures", '["../../secret"]'),
    "an attribute nobody knows": ("attributes", '{"$set":"x"}'),
    "attributes in a list": ("attributes", "[]"),
    "a short request id": ("request_id", '"short"'),
    "a request id with blanks": ("request_id", '"aaaaaaaa bbbbbbbb"'),
    "a long request id": ("request_id", '"' + "x" * 65 + '"'),
    "a request id that is a number": ("request_id", "1234567890123456"),
}

CASES = {
    **{f"amount: {name}": ("sale/price/amount", spelled) for name, spelled in NUMBERS.items()},
    **{f"title: {name}": ("title", spelled) for name, spelled in TEXTS.items()},
    **{f"unknown field: {name}": (name, '"x"') for name in UNKNOWN},
    **{f"unknown field inside: {name}": (f"sale/{name}", '"x"') for name in UNKNOWN if name != "price"},
    **{f"location: {name}": ("location", spelled) for name, spelled in POINTS.items()},
    **ELSEWHERE,
}


@pytest.fixture
async def seller(market: Market) -> AsyncIterator[RawClient]:
    """Somebody new, whose listings are published."""
    async with somebody(market.url) as (client, _):
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nuisance(market: Market) -> Mapping[str, Any]:
    """Somebody who never gets anything published: the data of his registration."""
    async with somebody(market.url) as (_, me):
        return me


@pytest.mark.parametrize(("path", "spelled"), CASES.values(), ids=CASES.keys())
async def test_a_listing_of_the_wrong_shape_is_refused_and_not_published(
    market: Market, nuisance: Mapping[str, Any], path: str, spelled: str
) -> None:
    async with quietly(market), RawClient(market.url) as client:
        await client.connect(token=nuisance["access_token"])
        ack = await client.ask_text(_listing_with(path, spelled))
        assert ack["ok"] is False
        assert ack["error"]["code"] == "invalid_payload"
        assert len(str(ack)) < 2_000
        shelf = await client.ask("listing:browse", {"seller_id": nuisance["account"]["id"]})
        assert shelf["data"]["items"] == []


async def test_the_cases_differ_from_a_good_listing_only_where_they_say(seller: RawClient) -> None:
    ack = await seller.ask_text(_listing_with("title", '"A bicycle"'))
    assert ack["ok"], ack


async def test_of_a_key_that_comes_twice_the_last_counts_for_everybody(seller: RawClient) -> None:
    twice = _listing_with("title", '"The first"').replace('"title":', '"title":"Nobody sees this","title":')
    listing = (await seller.ask_text(twice))["data"]["listing"]
    assert listing["title"] == "The first"
    assert (await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"] == listing


async def test_the_wrong_field_is_named(seller: RawClient) -> None:
    ack = await seller.ask_text(_listing_with("sale/price/amount", "-1"))
    assert list(ack["error"]["fields"]) == ["sale.price.amount"]


SEARCHES: dict[str, dict[str, Any]] = {
    "no page": {"q": "x", "page": 0},
    "a page far away": {"q": "x", "page": 10**9},
    "no limit": {"q": "x", "limit": 0},
    "a negative limit": {"q": "x", "limit": -1},
    "too great a limit": {"q": "x", "limit": 101},
    "an unknown order": {"q": "x", "sort": "seller_id:asc"},
    "an operator as price": {"q": "x", "price_min": {"$gt": 0}},
    "a text as price": {"q": "x", "price_max": "10 OR 1=1"},
    "a negative radius": {"q": "x", "near": {"type": "Point", "coordinates": [0, 0]}, "radius_m": -1},
    "nearest to nothing": {"q": "x", "sort": "nearest"},
    "words in an array": {"q": ["x"]},
    "hidden attributes": {"q": "x", "attributesToRetrieve": ["*"]},
    "a filter": {"q": "x", "filter": "seller_id EXISTS"},
    "words without end": {"q": "x" * 10_000},
    "no words at all": {},
}


@pytest.mark.parametrize("body", SEARCHES.values(), ids=SEARCHES.keys())
async def test_a_search_of_the_wrong_shape_is_refused(market: Market, body: dict[str, Any]) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask("search:query", body)
        assert ack.get("error", {}).get("code") == "invalid_payload", ack


@pytest.mark.parametrize(
    "words",
    [
        '" OR seller_id EXISTS OR "',
        '\\" OR 1=1',
        "_geoRadius(0,0,1)",
        "' OR ''='",
        "IN [a, b]",
        "(a+)+$",
        "a " * 20,
        "<!--",
        "%00",
    ],
)
@pytest.mark.parametrize("field", ["q", "brand"])
async def test_words_stay_words_in_a_search(market: Market, field: str, words: str) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask("search:query", {"q": "bicycle", field: words[:60].strip()})
        assert ack["ok"], ack
        assert field == "q" or ack["data"]["total"] == 0


@pytest.mark.parametrize("cursor", ["x", "a" * 512, "../../etc", "eyJhIjoxfQ", "$where"])
async def test_a_cursor_that_is_not_ours_is_refused(market: Market, cursor: str) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask("listing:browse", {"cursor": cursor})
        assert ack["error"]["code"] == "invalid_payload"


@pytest.mark.parametrize(
    "category", ["account:1", "*", "../x", "feed:bicycles", {"$ne": 1}, ["bicycles"], "x" * 10_000]
)
async def test_no_client_names_a_room(market: Market, category: object) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask("feed:watch", {"category": category})
        assert ack["error"]["code"] == "invalid_payload"


@pytest.mark.parametrize(
    "title",
    [
        '<img src=x onerror="alert(1)">',
        "javascript:alert(1)",
        '=HYPERLINK("x")',
        "{{7*7}}",
        "'; DROP TABLE listings",
        "👩‍👩‍👧 bike",
    ],
)
async def test_text_is_kept_as_it_is_and_never_run(seller: RawClient, title: str) -> None:
    assert (await publish(seller, title=title))["title"] == title


async def test_twins_of_unicode_are_stored_as_one(seller: RawClient) -> None:
    assert (await publish(seller, title="Cafe\u0301 table"))["title"] == "Caf\u00e9 table"
