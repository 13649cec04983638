"""The generator: deterministic, plausible, and nothing that the market itself would refuse."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import orjson

from handlers.listings.payloads import PublishListing
from models.auction import Auction, AuctionSale
from models.category import CATEGORIES, checked
from models.listing import Delivery, FixedSale
from models.place import snapped
from server.local.demo.market import DAYS, Market, Shot
from server.local.demo.people import CROWD_PASSWORD, people
from server.local.demo.visitor import request
from server.local.logins import DEMO_LOGINS
from tests.support.auctions import fold

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEOPLE = list(people(1, 50, NOW, dict.fromkeys([CROWD_PASSWORD, *(login.password for login in DEMO_LOGINS)], "")))
ALBUM = {
    (category.id, colour): [Shot(f"pictures/{category.id}-{colour}-{view}.webp", 960, 720, "data:,") for view in (0, 1)]
    for category in CATEGORIES
    for colour in ("blue", "red")
}


def _market(seed: int = 1) -> Market:
    return Market(PEOPLE, ALBUM, seed=seed, now=NOW, currency="CNY")


MARKET = _market()
LOTS = [MARKET.lot(number) for number in range(600)]
MANY = [(lot.listing, lot.pictures) for lot in LOTS]


def test_the_same_number_is_the_same_listing() -> None:
    assert [_market().lot(number) for number in range(0, 600, 50)] == LOTS[::50]
    assert _market(seed=2).lot(7) != LOTS[7]
    assert len({listing.id for listing, _ in MANY}) == len(MANY)


def test_every_listing_could_have_been_published() -> None:
    for listing, _ in MANY:
        body = request(listing.draft)
        PublishListing.model_validate_json(orjson.dumps({**body, "request_id": "0123456789abcdef"}))
        assert checked(listing.draft.category, listing.draft.attributes) == dict(listing.draft.attributes)


def test_sellers_own_their_pictures_and_show_them() -> None:
    for listing, stored in MANY:
        assert [picture.id for picture in listing.draft.pictures] == [it.id for it in stored]
        assert {it.owner for it in stored} == {listing.seller.id}
    owned = {it.id for it in MARKET.owned(MANY[0][0].seller.id)}
    assert {it.id for it in MANY[0][1]} <= owned


def test_staff_sell_nothing() -> None:
    staff = {person.account.id for person in PEOPLE if len(person.account.roles) > 1}
    assert staff
    assert not staff & {listing.seller.id for listing, _ in MANY}


def test_positions_are_exact_and_places_are_not() -> None:
    for listing, _ in MANY:
        draft = listing.draft
        assert draft.location
        assert draft.place
        assert draft.place.point == snapped(draft.location)
        assert draft.place.name
    assert len({listing.draft.location for listing, _ in MANY}) == len(MANY)


def test_listings_are_of_the_last_two_months_and_some_of_the_last_hours() -> None:
    ages = [NOW - listing.published_at for listing, _ in MANY]
    assert all(timedelta(0) < age < timedelta(days=DAYS + 1) for age in ages)
    assert sum(age < timedelta(hours=3) for age in ages) >= 20
    assert max(ages) > timedelta(days=50)
    assert all(listing.published_at.microsecond % 1000 == 0 for listing, _ in MANY)


def test_a_page_of_the_feed_is_varied() -> None:
    assert len({listing.draft.title for listing, _ in MANY}) > 500
    assert len({listing.draft.category for listing, _ in MANY}) > 60
    assert len({listing.draft.place.name for listing, _ in MANY if listing.draft.place}) > 80
    conditions = Counter(listing.draft.condition for listing, _ in MANY)
    assert len(conditions) == 5
    assert {listing.seller.id for listing, _ in MANY} > {PEOPLE[0].account.id}


def test_a_fee_is_asked_only_for_what_is_posted() -> None:
    for listing, _ in MANY:
        assert (listing.draft.shipping_fee is not None) == (Delivery.SHIP in listing.draft.delivery)


def test_a_share_is_sold_by_auction_and_the_first_page_shows_several() -> None:
    running = [it for it, _ in MANY if it.auction]
    assert 0.05 < len(running) / len(MANY) < 0.25
    newest = sorted((it for it, _ in MANY), key=lambda it: it.published_at, reverse=True)[:20]
    assert sum(it.auction is not None for it in newest) >= 3
    assert sum(isinstance(it.draft.sale, FixedSale) and it.draft.sale.offers for it in newest) >= 3
    left = [it.auction.ends_at - NOW for it in running if it.auction]
    assert all(timedelta(0) < it < timedelta(days=10) for it in left)
    assert any(it < timedelta(hours=2) for it in left)


def test_auctions_stand_as_their_bids_have_left_them() -> None:
    for lot in LOTS:
        sale = lot.listing.draft.sale
        if not isinstance(sale, AuctionSale):
            assert not lot.bids
            continue
        assert lot.listing.auction == fold(Auction.opened(sale, lot.listing.published_at), [it.bid for it in lot.bids])
        assert lot.listing.shown_version == 1 + lot.listing.auction.bids
        assert lot.listing.version == 1 + len(lot.bids)
        assert lot.listing.seller.id not in {it.bid.bidder.id for it in lot.bids}
