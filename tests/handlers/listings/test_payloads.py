"""What listings look like on the wire: to their owner, to everybody, and on the way in."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.listings.payloads import BrowseListings, ListingView, PublishListing, ReviseListing
from handlers.sales import FixedSale
from models.listing import FixedSale as Sale
from models.money import Money
from models.place import Point
from tests.support.listings import DRAFT, a_listing
from tests.support.people import BICYCLE, new_request_id

HERE = Point(121.473701, 31.230416)


def _shown(view: ListingView) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(view.model_dump_json())
    return parsed


def test_only_the_owner_sees_the_exact_place_and_the_floor() -> None:
    sale = Sale(Money(900, "CNY"), 1, offers=True, offer_floor=Money(700, "CNY"))
    listing = a_listing(at=HERE, sale=sale)
    own, theirs = _shown(ListingView.of(listing, listing.seller.id)), _shown(ListingView.of(listing))
    assert own["location"]["coordinates"] == [HERE.lng, HERE.lat]
    assert own["sale"]["offer_floor"]["amount"] == 700
    assert "location" not in theirs
    assert "offer_floor" not in theirs["sale"]
    assert theirs["place"]["point"]["coordinates"] != [HERE.lng, HERE.lat]


def test_what_is_said_has_the_declared_shape() -> None:
    """Views are not checked when they are built, so they are checked here."""
    listing = a_listing(at=HERE)
    for viewer in (None, listing.seller.id):
        view = ListingView.of(listing, viewer)
        assert _shown(view) == view.model_dump(mode="json", warnings="error")


def test_what_a_listing_does_not_say_is_absent() -> None:
    shown = _shown(ListingView.of(a_listing(brand=None)))
    assert not {"brand", "shipping_fee", "place", "location"} & shown.keys()
    assert None not in shown.values()


def test_two_viewers_of_one_listing_each_see_their_own_view() -> None:
    listing = a_listing(at=HERE)
    for _ in range(2):
        assert "location" in _shown(ListingView.of(listing, listing.seller.id))
        assert "location" not in _shown(ListingView.of(listing, None))


def test_another_version_is_another_view() -> None:
    listing = a_listing()
    renamed = replace(listing, version=2, draft=replace(DRAFT, title="Renamed"))
    assert _shown(ListingView.of(listing))["title"] != _shown(ListingView.of(renamed))["title"]


def test_the_least_that_may_be_published() -> None:
    body = PublishListing.model_validate_json(json.dumps({"request_id": new_request_id(), **BICYCLE}))
    assert (body.description, body.pictures, body.sale.value().stock) == ("", (), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 101},
        {"title": "a\u202eb"},
        {"description": "x" * 5_001},
        {"pictures": ["p"] * 10},
        {"delivery": []},
        {"sale": {"kind": "fixed", "price": {"amount": 1, "currency": "CNY"}, "stock": 10_001}},
        {"state": "sold"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_may_not_be_published(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PublishListing.model_validate_json(json.dumps({"request_id": new_request_id(), **BICYCLE, **changes}))


def test_a_title_counts_characters_after_composing_them() -> None:
    composed = {"request_id": new_request_id(), **BICYCLE, "title": "e\u0301" * 100}
    assert PublishListing.model_validate_json(json.dumps(composed)).title == "\u00e9" * 100


def test_a_revision_names_the_version_that_was_looked_at() -> None:
    with pytest.raises(ValidationError, match="version"):
        ReviseListing.model_validate_json('{"listing_id":"a","title":"b"}')


def test_browsing_does_not_sort_by_relevance() -> None:
    with pytest.raises(ValidationError):
        BrowseListings.model_validate_json('{"sort":"relevance"}')


def test_a_sale_comes_out_as_it_went_in() -> None:
    sale = Sale(Money(900, "CNY"), 3, offers=True, offer_floor=Money(700, "CNY"))
    assert FixedSale.of(sale, own=True).value() == sale
