"""What orders claim of listings, compared at one moment."""

from dataclasses import replace

from pymongo.asynchronous.database import AsyncDatabase

from models.ids import ListingId, random_id
from models.listing import FixedSale
from models.money import Money
from models.order import Order
from models.order_flow import By, Step
from server.clock import SystemClock
from server.stores.mongo import listings, orders
from server.stores.mongo.books import LATELY, MOST, MongoStockBooks
from tests.server.stores.mongo.conftest import Document
from tests.support.listings import a_listing
from tests.support.orders import an_order

SHELF = a_listing(sale=FixedSale(Money(100, "CNY"), 9, offers=False, offer_floor=None))


def books(database: AsyncDatabase[Document]) -> MongoStockBooks:
    return MongoStockBooks(database, lambda key: key)


async def filled(database: AsyncDatabase[Document], *them: Order) -> MongoStockBooks:
    await database[listings.COLLECTION].insert_one(listings.to_doc(SHELF))
    await database[orders.COLLECTION].insert_many([orders.to_doc(it) for it in them])
    return books(database)


async def test_units_are_added_up_by_what_became_of_them(database: AsyncDatabase[Document]) -> None:
    now = SystemClock().now()
    held, sold, released = (an_order(listing=SHELF, at=now, quantity=n) for n in (1, 2, 3))
    paid, _ = sold.step(Step.PAY, By.BUYER, now)
    gone, _ = released.step(Step.CANCEL, By.BUYER, now)
    (claimed,) = await (await filled(database, held, paid, gone)).claimed_lately()
    assert (claimed.listing, claimed.held, claimed.sold) == (SHELF, 1, 2)


async def test_what_has_not_moved_for_long_comes_in_its_turn(database: AsyncDatabase[Document]) -> None:
    """However long nobody has compared anything."""
    old = an_order(listing=SHELF, at=SystemClock().now() - 2 * LATELY, quantity=2)
    kept = await filled(database, old)
    others = [replace(SHELF, id=ListingId(random_id())) for _ in range(MOST)]
    await database[listings.COLLECTION].insert_many([listings.to_doc(it) for it in others])
    assert await kept.claimed_lately() == []
    stretches = [await kept.claimed_next() for _ in range(3)]
    assert [len(stretch) for stretch in stretches] == [MOST, 1, MOST]
    assert stretches[2] == stretches[0]
    held = {it.listing.id: it.held for stretch in stretches for it in stretch}
    assert held == {**dict.fromkeys((it.id for it in others), 0), SHELF.id: 2}


async def test_an_order_whose_units_are_elsewhere_than_its_state_says_is_counted(
    database: AsyncDatabase[Document],
) -> None:
    now = SystemClock().now()
    paid, _ = an_order(listing=SHELF, at=now).step(Step.PAY, By.BUYER, now)
    kept = await filled(database, an_order(listing=SHELF, at=now), replace(paid, hold=an_order().hold))
    assert await kept.contradictions() == 1
    kept.note("orders", 1)
    assert kept.drift["orders"] == 1
