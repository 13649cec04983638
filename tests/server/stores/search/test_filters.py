"""Filters: whatever a client writes stays one value of one attribute (reliability row 23)."""

import pytest

from models.listing import Condition
from models.place import Point
from server.stores.search import filters
from server.stores.search.listings import MeiliListings, question
from tests.support.listings import a_listing
from tests.support.searching import asking

HOSTILE = (
    'x" OR seller_id EXISTS OR brand = "',
    'x" OR price >= 0 OR brand = "y',
    '"',
    '\\"',
    '\\\\"',
    "\\",
    "AC\\DC",
    "tail\\",
    "'",
    "' OR price >= 0 OR brand = '",
    "_geoRadius(0, 0, 99999999)",
    '_geoBoundingBox([45, 9], [44, 10])" OR _geoRadius(1,1,1) OR brand="',
    'x"] OR category IN ["phones',
    "x, y",
    "brand EXISTS",
    "NOT x",
    "IS EMPTY",
    "*",
    "苹果“”",
    "a" * 60,
)


@pytest.mark.parametrize("brand", HOSTILE)
async def test_a_hostile_brand_finds_exactly_the_listings_of_that_brand(index: MeiliListings, brand: str) -> None:
    its = a_listing(brand=brand)
    await index.write([its, a_listing(brand="Giant"), a_listing(brand=None)], ())
    assert (await index.find(asking(brand=brand))).ids == (its.id,)
    assert (await index.find(asking(brand=brand + "?"))).ids == ()


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_words(index: MeiliListings, words: str) -> None:
    await index.write([a_listing()], ())
    answer = await index.find(asking(words, price_max=1))
    assert answer.ids == ()


def test_every_condition_names_an_attribute_of_the_closed_list() -> None:
    query = asking(
        categories=("phones", "audio"),
        brand='x" OR 1',
        condition=Condition.NEW,
        price_min=0,
        price_max=5,
        near=Point(1e-7, -33.5),
        radius_m=500,
    )
    assert question(query)["filter"] == [
        "price >= 0",
        "price <= 5",
        'category IN ["phones", "audio"]',
        'brand IN ["x\\" OR 1"]',
        'condition IN ["new"]',
        "_geoRadius(-33.500000, 0.000000, 500)",
    ]


def test_a_question_asks_for_ids_and_public_facets_alone() -> None:
    asked = question(asking("anything"))
    assert asked["attributesToRetrieve"] == ["id"]
    assert set(asked["facets"]) == {"category", "brand", "condition"}


@pytest.mark.parametrize("angle", [float("nan"), float("inf")])
def test_an_angle_that_is_no_number_is_refused(angle: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        filters.within(Point(angle, 0), 1)
