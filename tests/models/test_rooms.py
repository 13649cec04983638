"""Rooms: names that never meet, and which of them are heard by whom."""

from models import rooms
from models.actor import Actor, Permission
from models.ids import AccountId, CategoryId, ListingId


def test_rooms_of_one_id_are_as_many_as_their_kinds() -> None:
    same = "x"
    names = {rooms.FEED, rooms.feed(CategoryId(same)), rooms.listing(ListingId(same)), rooms.account(AccountId(same))}
    assert len(names) == 4


def test_feeds_are_thinned_and_nothing_else_is() -> None:
    assert rooms.is_feed(rooms.FEED)
    assert rooms.is_feed(rooms.feed(CategoryId("bicycles")))
    assert not rooms.is_feed(rooms.listing(ListingId("feed")))


def test_an_account_s_room_is_private() -> None:
    assert rooms.is_private(rooms.account(AccountId("1")))
    assert not rooms.is_private(rooms.listing(ListingId("1")))
    assert not rooms.is_private(rooms.FEED)


def test_no_name_holds_a_blank_for_they_travel_with_blanks_between() -> None:
    assert " " not in rooms.FEED + rooms.feed(CategoryId("a-b_c")) + rooms.account(AccountId("1"))


def test_staff_rooms_are_private_and_for_moderators_only() -> None:
    moderator, user = Actor(permissions=frozenset({Permission.MARKET_MODERATE})), Actor()
    for room in (rooms.CASES, rooms.RATES, rooms.board("listing_published")):
        assert rooms.is_private(room)
        assert rooms.admits(room, moderator)
        assert not rooms.admits(room, user)
    assert rooms.admits(rooms.FEED, user)
    assert rooms.admits(rooms.account(AccountId("1")), user)
