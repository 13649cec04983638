"""Listings for tests: a plausible one, of which a test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from models.ids import AccountId, CategoryId, ListingId, random_id
from models.listing import Condition, Delivery, Draft, FixedSale, Listing, ListingState, Seller
from models.money import Money
from models.place import Place, Point, snapped

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

SELLER = Seller(AccountId(random_id()), 1, "lin_mei", "林美", 120, NOON)

DRAFT = Draft(
    title="Mountain bicycle, barely used",
    description="Shimano gears, new tyres.",
    category=CategoryId("bicycles"),
    attributes={},
    brand="Giant",
    condition=Condition.LIKE_NEW,
    pictures=(),
    location=None,
    place=None,
    delivery=(Delivery.SHIP,),
    shipping_fee=None,
    sale=FixedSale(Money(90_000, "CNY"), 1, offers=False, offer_floor=None),
)


def a_listing(
    *,
    price: int | None = None,
    at: Point | None = None,
    town: str = "上海",
    version: int = 1,
    state: ListingState = ListingState.LIVE,
    published_at: datetime = NOON,
    **draft: Any,
) -> Listing:
    """A live bicycle unless told otherwise; further names are those of the draft."""
    changed = replace(DRAFT, **draft)
    if price is not None:
        fixed = FixedSale(Money(price, "CNY"), changed.sale.stock, offers=False, offer_floor=None)
        changed = replace(changed, sale=fixed)
    if at is not None:
        changed = replace(changed, location=at, place=Place(town, snapped(at)))
    it = Listing.publish(ListingId(random_id()), SELLER, changed, published_at)
    return replace(it, version=version, state=state)
