"""The demo market's generator: any number of listings, each the same again for the same seed and number."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from models.account import EVERYBODY
from models.auction import PlacedBid
from models.ids import AccountId, CategoryId, ListingId, MediaId, derived_id
from models.listing import Condition, Delivery, Draft, FixedSale, Listing, Sale
from models.media import Format, Media, MediaState, Picture, Purpose
from models.moment import whole_milliseconds
from models.money import Money
from models.place import Place, Point, snapped
from server.local.demo import auctions, prices
from server.local.demo.catalogue import Goods, Item, goods
from server.local.demo.people import Person
from server.local.demo.writing import Subject
from server.stores.gazetteer import Gazetteer, Town

DAYS = 60
"""Listings are at most this old."""
_FRESH = 24
"""So many are of the last three hours."""
_CONDITIONS = {
    Condition.NEW: 14,
    Condition.LIKE_NEW: 30,
    Condition.GOOD: 36,
    Condition.FAIR: 16,
    Condition.POOR: 4,
}
_AUCTIONED = 0.35
"""The share of auctions among what is fresh enough for one that still runs."""
_UNSAID = 0.15
_REMEMBERED = 100_000
"""Grid cells whose names are kept: sellers live close together."""
_OFTEN_MANY = frozenset({"skincare", "fragrance", "games", "plants", "trading_cards", "textbooks", "other"})
"""Categories in which a seller may have several of a kind."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A drawn picture in the object store; `key` names the large file."""

    key: str
    width: int
    height: int
    placeholder: str


Album = Mapping[tuple[CategoryId, str], Sequence[Shot]]
"""The shots of one thing, by category and colour."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A listing with all that belongs to it: the pictures that its seller owns for it, and the bids so far."""

    listing: Listing
    pictures: Sequence[Media]
    bids: Sequence[PlacedBid]


def picture_id(owner: AccountId, key: str) -> MediaId:
    return MediaId(derived_id("demo", "picture", owner, key))


def listing_id(seed: int, number: int) -> ListingId:
    return ListingId(derived_id("demo", "listing", str(seed), str(number)))


class Market:
    """Makes listings of these people; `album` may be empty."""

    def __init__(
        self,
        people: Sequence[Person],
        album: Album,
        *,
        seed: int,
        now: datetime,
        currency: str,
    ) -> None:
        self._sellers = [person for person in people if person.account.roles == EVERYBODY]
        self._seed = seed
        self._now = now
        self._currency = currency
        self._name_of = lru_cache(_REMEMBERED)(Gazetteer().name_of)
        self._goods = goods()
        self._weights = tuple(accumulate(entry.weight for entry in self._goods))
        self._colours: dict[CategoryId, list[str]] = {}
        for category_id, colour in album:
            self._colours.setdefault(category_id, []).append(colour)
        self._album = album

    @property
    def handles(self) -> frozenset[str]:
        """Of everybody who sells here."""
        return frozenset(person.account.handle for person in self._sellers)

    def lot(self, number: int) -> Lot:
        """The one of this number."""
        luck = random.Random(f"{self._seed}:{number}")
        person = luck.choice(self._sellers)
        published_at = self._published_at(luck, number)
        draft, stored = self.draft(luck, person, published_at, self._now)
        fresh = Listing.publish(listing_id(self._seed, number), person.seller, draft, published_at)
        listing, bids = auctions.with_bids(luck, fresh, self._sellers, self._now) if fresh.auction else (fresh, ())
        return Lot(listing, stored, bids)

    def draft(
        self, luck: random.Random, person: Person, published_at: datetime, now: datetime
    ) -> tuple[Draft, Sequence[Media]]:
        """Something that this person might sell."""
        (entry,) = luck.choices(self._goods, cum_weights=self._weights)
        item = luck.choice(entry.items)
        condition = _condition(luck, entry)
        colour = item.known.get("colour") or luck.choice(self._colours.get(entry.category) or entry.colours or ("",))
        facts = _facts(luck, entry, item, colour)
        location = _near(luck, luck.choices(person.towns, [town.population for town in person.towns])[0])
        point = snapped(location)
        place = Place(self._name_of(point), point)
        delivery = _delivery(luck, entry)
        price = prices.asked(luck, item.yuan, entry.spread, condition, self._currency)
        sale = self._sale(luck, entry, price, published_at, now)
        subject = Subject(entry, item, condition, facts, person.language)
        stored = self._pictures(luck, person.account.id, entry, colour)
        draft = Draft(
            title=subject.title(luck),
            description=subject.description(
                luck,
                place=place.name,
                meetup=Delivery.MEETUP in delivery,
                posted=Delivery.SHIP in delivery,
                offers=sale.offers if isinstance(sale, FixedSale) else None,
            ),
            category=entry.category,
            attributes=facts,
            brand=item.brand or None,
            condition=condition,
            pictures=tuple(it.picture for it in stored if it.picture),
            location=location,
            place=place,
            delivery=delivery,
            shipping_fee=self._shipping_fee(luck, item) if Delivery.SHIP in delivery else None,
            sale=sale,
        )
        return draft, stored

    def owned(self, owner: AccountId) -> Sequence[Media]:
        """Every shot of the album as a picture of one owner."""
        return [self._stored(owner, shot) for shots in self._album.values() for shot in shots]

    def _pictures(self, luck: random.Random, owner: AccountId, entry: Goods, colour: str) -> Sequence[Media]:
        colours = self._colours.get(entry.category, [])
        shots = self._album[entry.category, colour if colour in colours else luck.choice(colours)] if colours else ()
        return [self._stored(owner, shot) for shot in shots[: luck.choice((1, 2, 2, 3))]]

    def _stored(self, owner: AccountId, shot: Shot) -> Media:
        """A shot as a picture of one owner, as if uploaded just now; its address is found when it is read."""
        media_id = picture_id(owner, shot.key)
        return Media(
            id=media_id,
            version=1,
            owner=owner,
            purpose=Purpose.LISTING,
            format=Format.WEBP,
            bytes=0,
            place=None,
            state=MediaState.READY,
            flaw=None,
            picture=Picture(media_id, shot.key, "", shot.width, shot.height, shot.placeholder),
            created_at=self._now,
            expires_at=self._now,
        )

    def _sale(self, luck: random.Random, entry: Goods, price: Money, published_at: datetime, now: datetime) -> Sale:
        if now - published_at < auctions.LONGEST_RUN and luck.random() < _AUCTIONED:
            return auctions.terms(luck, price, published_at, now)
        stock = luck.randint(2, 12) if entry.category in _OFTEN_MANY and luck.random() < 0.35 else 1
        offers = luck.random() < 0.55
        floor = Money(int(price.amount * luck.uniform(0.8, 0.93)), price.currency)
        return FixedSale(price, stock, offers, floor if offers and luck.random() < 0.5 else None)

    def _shipping_fee(self, luck: random.Random, item: Item) -> Money:
        if luck.random() < 0.4:
            return Money(0, self._currency)
        return prices.money(luck, min(luck.choice((6, 8, 10, 12, 15, 18)) + item.yuan * 0.004, 80), self._currency)

    def _published_at(self, luck: random.Random, number: int) -> datetime:
        """Denser towards now: most of what is old has been sold."""
        if number < _FRESH:
            age = timedelta(seconds=luck.uniform(30, 3 * 3600))
        else:
            age = timedelta(days=DAYS * luck.random() ** 1.6, seconds=luck.uniform(60, 3600))
        moment = self._now - age
        return whole_milliseconds(moment)


def _condition(luck: random.Random, entry: Goods) -> Condition:
    (condition,) = luck.choices(tuple(_CONDITIONS), tuple(_CONDITIONS.values()))
    second_hand_only = entry.category in {"antiques", "cars", "motorcycles", "plants"}
    return Condition.GOOD if second_hand_only and condition is Condition.NEW else condition


def _facts(luck: random.Random, entry: Goods, item: Item, colour: str) -> dict[str, str]:
    """Most sellers state most attributes."""
    facts = {"model": item.en} if item.brand and entry.has_models else {}
    for key, values in entry.attributes.items():
        if luck.random() < _UNSAID or item.known.get(key) == "-":
            continue
        facts[key] = colour if key == "colour" and colour in values else item.known.get(key) or str(luck.choice(values))
    return facts


def _delivery(luck: random.Random, entry: Goods) -> tuple[Delivery, ...]:
    if luck.random() >= entry.ship:
        return (Delivery.MEETUP,)
    return (Delivery.SHIP, Delivery.MEETUP) if luck.random() < 0.55 else (Delivery.SHIP,)


def _near(luck: random.Random, town: Town) -> Point:
    """A door in the town: further out in larger ones."""
    reach = min(0.008 * (town.population / 100_000) ** 0.5, 0.05)
    lng, lat = town.point.lng + luck.gauss(0, reach), town.point.lat + luck.gauss(0, reach * 0.8)
    return Point(round(min(max(lng, -180.0), 180.0), 6), round(min(max(lat, -85.0), 85.0), 6))
