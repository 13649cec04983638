"""Who hears of a listing, and what."""

import json
from dataclasses import replace

from handlers.contract import Traffic
from handlers.listings import pushes
from models import rooms
from models.ids import CategoryId
from models.listing import ListingState
from models.place import Point
from tests.support.listings import NOON, a_listing

FEEDS = (rooms.FEED, rooms.feed(CategoryId("sports")), rooms.feed(CategoryId("bicycles")))


def test_something_new_is_told_to_the_feeds_of_its_category_and_all_above() -> None:
    listing = a_listing()
    (said,) = pushes.published(listing, pushes.feeds_of(listing))
    assert set(said.rooms) == set(FEEDS)


def test_what_no_feed_has_room_for_is_not_told() -> None:
    assert not pushes.published(a_listing(), ())


def test_a_change_is_told_to_those_who_watch_it_too() -> None:
    listing = a_listing()
    for said in (pushes.revised(listing), pushes.withdrawn(listing)):
        assert set(said.rooms) == {rooms.listing(listing.id), *FEEDS}


def test_a_push_carries_what_everybody_may_see() -> None:
    listing = a_listing(at=Point(121.473701, 31.230416))
    (say,) = pushes.published(listing, FEEDS)
    said = json.loads(say.push.model_dump_json())
    assert said["listing"]["id"] == listing.id
    assert "location" not in said["listing"]


def test_a_crowded_feed_is_counted_and_not_replayed() -> None:
    assert pushes.FeedMoved.traffic is Traffic.VOLATILE


def test_a_change_of_stock_is_told_by_what_it_means() -> None:
    before = a_listing()
    reserved = replace(before, version=2, available=0, reserved_until=NOON)
    assert [say.push.name for say in pushes.moved(before, reserved)] == ["listing:availability_changed"]
    gone = replace(reserved, version=3, state=ListingState.SOLD)
    assert [say.push.name for say in pushes.moved(reserved, gone)] == ["listing:sold"]
    assert [say.push.name for say in pushes.moved(gone, before)] == ["listing:revised"]


def test_availability_travels_without_the_rest() -> None:
    (said,) = pushes.moved(a_listing(), replace(a_listing(), version=2, available=0, reserved_until=NOON))
    told = json.loads(said.push.model_dump_json())
    assert told.keys() == {"listing_id", "version", "available", "reserved_until"}
