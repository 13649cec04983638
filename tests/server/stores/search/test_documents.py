"""The projection: what the index must find, and what it must never hold."""

from hypothesis import given
from hypothesis import strategies as st

from models.category import ATTRIBUTES, CATEGORIES, LEAVES, Kind
from models.ids import CategoryId
from models.place import Place, Point, snapped
from server.stores.search.documents import to_document
from tests.support.listings import SELLER, a_listing

points = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))


@given(points)
def test_the_exact_position_is_not_in_the_document(exact: Point) -> None:
    document = to_document(a_listing(at=exact))
    place = snapped(exact)
    assert document["_geo"] == {"lat": place.lat, "lng": place.lng}
    numbers = {key: value for key, value in document.items() if isinstance(value, float)}
    assert numbers == {}
    assert set(document) - {"_geo"} == PUBLIC


@given(points, points)
def test_two_points_of_one_cell_give_the_same_document(one: Point, other: Point) -> None:
    """Whoever asks from many places learns the cell, not the point."""
    first, second = a_listing(at=one), a_listing(at=other)
    same_cell = first.draft.place == second.draft.place
    same_place = to_document(first)["_geo"] == to_document(second)["_geo"]
    assert same_cell == same_place


PUBLIC = {
    "id",
    "version",
    "shape",
    "title",
    "description",
    "category",
    "category_names",
    "details",
    "brand",
    "condition",
    "price",
    "published_at",
    "place",
}


def test_a_listing_without_a_place_has_no_position() -> None:
    assert not {"_geo", "place"} & set(to_document(a_listing()))


def test_a_position_without_a_place_is_left_out() -> None:
    document = to_document(a_listing(location=Point(121.4737, 31.2304)))
    assert "121.47" not in str(document)


def test_the_seller_is_not_in_the_document() -> None:
    text = str(to_document(a_listing(at=Point(1, 2))))
    assert SELLER.id not in text
    assert SELLER.handle not in text


def test_the_place_is_the_grid_point_even_when_the_draft_says_more() -> None:
    grid = Place("上海", Point(121.475, 31.235))
    document = to_document(a_listing(location=Point(121.4737, 31.2304), place=grid))
    assert document["_geo"] == {"lat": 31.235, "lng": 121.475}


def test_categories_and_choices_are_named_in_both_languages() -> None:
    choice = next(each for each in ATTRIBUTES if each.kind is Kind.CHOICE and each.choices[0].name.en.isascii())
    name = choice.choices[0].name
    document = to_document(a_listing(category=CategoryId("phones"), attributes={choice.key: choice.choices[0].key}))
    assert {name.en, name.zh} == set(document["details"])
    assert {"Phones", "手机"} < set(document["category_names"])


def test_numbers_and_unknown_attributes_are_no_words() -> None:
    number = next(each for each in ATTRIBUTES if each.kind is Kind.NUMBER)
    text = next(each for each in ATTRIBUTES if each.kind is Kind.TEXT)
    attributes = {number.key: "42", "gone": "x", text.key: "Carbon"}
    assert to_document(a_listing(attributes=attributes))["details"] == ["Carbon"]


def test_a_category_that_the_tree_no_longer_has_is_indexed_without_names() -> None:
    assert to_document(a_listing(category=CategoryId("gone")))["category_names"] == []


def test_every_category_can_be_indexed() -> None:
    assert LEAVES
    for category in CATEGORIES:
        assert to_document(a_listing(category=category.id))["category_names"]
