"""Orders and stock, written together: as many winners as units, however many ask on however many processes."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.listings import pushes as listing_pushes
from handlers.orders import pushes
from handlers.ports import Work
from models.account import Account
from models.errors import Code, Refusal
from models.ids import AccountId, OrderId, random_id
from models.listing import Delivery, FixedSale, Listing, ListingState, Seller
from models.money import Money
from models.order import OPEN_HOLDS, Order
from models.order_flow import By, Step
from models.stock import Move
from server.seams import Once, Recalled, StoreAway, VersionConflict
from server.stores.mongo import listings
from tests.server.stores.mongo.conftest import Document, Writer
from tests.server.stores.mongo.test_commit import inserting
from tests.support.listings import NOON, a_listing
from tests.support.orders import BUYER, terms


def stocked(stock: int) -> Listing:
    return a_listing(sale=FixedSale(Money(100, "CNY"), stock, offers=False, offer_floor=None))


async def people(writer: Writer, count: int) -> list[Seller]:
    work, them = Work(), [replace(BUYER, id=AccountId(random_id()), handle=random_id()) for _ in range(count)]
    for it in them:
        work.insert(Account.opened(it.id, it.handle, "$argon2id$", it.display_name, NOON))
    await writer.committer.commit(work, None, b"")
    return them


def order(listing: Listing, buyer: Seller, *, quantity: int = 1, key: str = "") -> Order:
    asked = terms(Delivery.SHIP, quantity=quantity)
    return Order.place(OrderId(key or random_id()), listing, buyer, asked, NOON + timedelta(days=9_000))


async def write(writer: Writer, it: Order, move: Move, once: Once | None = None, *, due: bool = False) -> Any:
    work = Work()
    work.deal(it, pushes.changed(it), move, listing_pushes.moved, due=due)
    return await writer.committer.commit(work, once, b'{"id":"%s"}' % it.id.encode())


async def step(writer: Writer, it: Order, name: Step, by: By) -> Order:
    after, move = it.step(name, by, NOON)
    await write(writer, after, move)
    return after


async def ended(*deals: Any) -> list[Any]:
    return await asyncio.gather(*deals, return_exceptions=True)


def told(outcomes: Sequence[Any]) -> Counter[str]:
    """How many won, and how many were refused with which code."""
    return Counter(
        it.code.value if isinstance(it, Refusal) else type(it).__name__ if isinstance(it, Exception) else "won"
        for it in outcomes
    )


async def stored(database: AsyncDatabase[Document], it: Listing) -> Listing:
    doc = await database[listings.COLLECTION].find_one({"_id": it.id})
    assert doc
    return listings.from_doc(doc, lambda key: key)


async def holds(database: AsyncDatabase[Document], buyer: Seller) -> int:
    doc = await database["accounts"].find_one({"_id": buyer.id})
    return int((doc or {}).get("holds", 0))


async def on_sale(writer: Writer, stock: int) -> Listing:
    it = stocked(stock)
    await writer.committer.commit(inserting(it), None, b"")
    return it


async def test_of_many_on_two_processes_as_many_win_as_there_are_units(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    it, buyers = await on_sale(writers[0], 10), await people(writers[0], 60)
    outcomes = await ended(*(write(writers[n % 2], order(it, buyer), Move.HOLD) for n, buyer in enumerate(buyers)))
    assert told(outcomes) == {"won": 10, "stock_insufficient": 50}
    after = await stored(database, it)
    assert (after.available, after.version, after.sold) == (0, 11, 0)
    assert await database["orders"].count_documents({"item.id": it.id, "claims": True}) == 10
    assert sum([await holds(database, buyer) for buyer in buyers]) == 10


async def test_of_many_who_want_several_only_those_win_for_whom_there_is_enough(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    it, buyers = await on_sale(writer, 10), await people(writer, 9)
    outcomes = await ended(*(write(writer, order(it, buyer, quantity=3), Move.HOLD) for buyer in buyers))
    assert told(outcomes) == {"won": 3, "stock_insufficient": 6}
    assert (await stored(database, it)).available == 1


async def test_a_buyer_holds_five_at_most_however_fast_he_clicks(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    (buyer,) = await people(writers[0], 1)
    them = [await on_sale(writers[0], 1) for _ in range(12)]
    outcomes = await ended(*(write(writers[n % 2], order(it, buyer), Move.HOLD) for n, it in enumerate(them)))
    assert told(outcomes) == {"won": OPEN_HOLDS, "holds_exceeded": 12 - OPEN_HOLDS}
    assert await holds(database, buyer) == OPEN_HOLDS


async def test_who_finds_nothing_left_keeps_no_hold(writer: Writer, database: AsyncDatabase[Document]) -> None:
    it, (first, second) = await on_sale(writer, 1), await people(writer, 2)
    await write(writer, order(it, first), Move.HOLD)
    with pytest.raises(Refusal) as no:
        await write(writer, order(it, second), Move.HOLD)
    assert no.value.code is Code.STOCK_INSUFFICIENT
    assert await holds(database, second) == 0


async def test_units_come_back_and_are_sold_and_every_counter_follows(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    it, (buyer,) = await on_sale(writer, 3), await people(writer, 1)
    first, second = order(it, buyer), order(it, buyer)
    await ended(write(writer, first, Move.HOLD), write(writer, second, Move.HOLD))
    assert await holds(database, buyer) == 2
    paid = await step(writer, first, Step.PAY, By.BUYER)
    await step(writer, second, Step.CANCEL, By.BUYER)
    after = await stored(database, it)
    assert (after.available, after.sold, after.version) == (2, 1, 5)
    assert await holds(database, buyer) == 0
    begun, move = paid.step(Step.CANCEL, By.SELLER, NOON)
    await write(writer, begun, move)
    back, move = begun.refunded(begun.escrowed, NOON)
    await write(writer, back, move)
    after = await stored(database, it)
    assert (after.available, after.sold) == (3, 0)


async def test_the_last_unit_that_is_paid_ends_the_listing(writer: Writer, database: AsyncDatabase[Document]) -> None:
    it, (buyer,) = await on_sale(writer, 1), await people(writer, 1)
    placed = order(it, buyer)
    await write(writer, placed, Move.HOLD)
    paid, move = placed.step(Step.PAY, By.BUYER, NOON)
    said, _ = await write(writer, paid, move)
    assert [one.name for one in said] == [*["order:changed"] * 3, "listing:sold"]
    assert (await stored(database, it)).state is ListingState.SOLD


async def test_a_repeat_on_another_process_gets_the_first_answer(writers: list[Writer]) -> None:
    it, (buyer,) = await on_sale(writers[0], 9), await people(writers[0], 1)
    once = Once(random_id(), "hash")
    outcomes = await asyncio.gather(
        *(write(writers[n % 2], order(it, buyer, key=once.key), Move.HOLD, once) for n in range(8))
    )
    recalled = [recalled for _, recalled in outcomes if recalled]
    assert recalled == [Recalled("hash", b'{"id":"%s"}' % once.key.encode())] * 7


@pytest.mark.parametrize("locked", ["listings", "accounts"])
async def test_what_another_process_keeps_locked_is_a_store_that_is_late_and_goes_on_once_it_is_free(
    writer: Writer, database: AsyncDatabase[Document], locked: str
) -> None:
    it, (buyer,) = await on_sale(writer, 1), await people(writer, 1)
    wanted = order(it, buyer)
    async with writer.client.start_session() as session, await session.start_transaction():
        await database[locked].update_many({}, {"$set": {"touched": True}}, session=session)
        with pytest.raises(StoreAway):
            await write(writer, wanted, Move.HOLD)
        await session.abort_transaction()
    await write(writer, wanted, Move.HOLD)
    assert ((await stored(database, it)).available, await holds(database, buyer)) == (0, 1)


async def test_a_price_that_changed_meanwhile_is_looked_at_again(writer: Writer) -> None:
    it, (buyer,) = await on_sale(writer, 2), await people(writer, 1)
    work = Work()
    revised = it.revise(replace(it.draft, title="Dearer now"), it.version)
    work.save(revised, listing_pushes.revised(revised))
    await writer.committer.commit(work, None, b"")
    with pytest.raises(VersionConflict):
        await write(writer, order(it, buyer), Move.HOLD)
    await write(writer, order(revised, buyer), Move.HOLD)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((Step.PAY, By.BUYER), (Step.CANCEL, By.BUYER)),
        ((Step.PAY, By.BUYER), (Step.EXPIRE, By.CLOCK)),
        ((Step.CANCEL, By.BUYER), (Step.EXPIRE, By.CLOCK)),
        ((Step.PAY, By.BUYER), (Step.PAY, By.BUYER)),
    ],
)
async def test_of_two_who_decide_over_an_order_at_once_one_wins(
    writers: list[Writer], database: AsyncDatabase[Document], one: tuple[Step, By], other: tuple[Step, By]
) -> None:
    """Two hundred rounds, on two processes."""
    it, buyers = await on_sale(writers[0], 200), await people(writers[0], 200)
    them = [order(it, buyer) for buyer in buyers]
    await asyncio.gather(*(write(writers[0], placed, Move.HOLD) for placed in them))

    async def race(placed: Order) -> Counter[str]:
        return told(await ended(step(writers[0], placed, *one), step(writers[1], placed, *other)))

    rounds = await asyncio.gather(*(race(placed) for placed in them))
    assert rounds == [Counter(won=1, VersionConflict=1)] * 200
    after = await stored(database, it)
    sold = await database["orders"].count_documents({"item.id": it.id, "hold.state": "sold"})
    back = await database["orders"].count_documents({"item.id": it.id, "hold.state": "released"})
    assert (after.sold, after.available) == (sold, back)
    assert sold + back == 200
    assert sum([await holds(database, buyer) for buyer in buyers]) == 0


async def test_a_timer_that_has_not_run_out_by_the_database_s_clock_decides_nothing(writer: Writer) -> None:
    it, (buyer,) = await on_sale(writer, 1), await people(writer, 1)
    placed = order(it, buyer)
    await write(writer, placed, Move.HOLD)
    expired, move = placed.step(Step.EXPIRE, By.CLOCK, NOON)
    with pytest.raises(VersionConflict):
        await write(writer, expired, move, due=True)


async def test_several_orders_and_others_are_written_together_or_not_at_all(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    it, (buyer,) = await on_sale(writer, 2), await people(writer, 1)
    first, second = order(it, buyer), order(it, buyer)
    await write(writer, first, Move.HOLD)
    await write(writer, second, Move.HOLD)
    paid, _ = second.step(Step.PAY, By.BUYER, NOON)
    stale = replace(paid, version=paid.version + 7)
    work, (given_up, move) = Work(), first.step(Step.CANCEL, By.BUYER, NOON)
    work.deal(given_up, (), move, listing_pushes.moved)
    work.deal(stale, (), Move.SELL, listing_pushes.moved)
    with pytest.raises(VersionConflict):
        await writer.committer.commit(work, None, b"")
    assert (await stored(database, it)).available == 0
    work = Work()
    work.deal(given_up, (), move, listing_pushes.moved)
    work.deal(paid, (), Move.SELL, listing_pushes.moved)
    work.insert(other := stocked(1))
    await writer.committer.commit(work, None, b"")
    after = await stored(database, it)
    assert (after.available, after.sold, (await stored(database, other)).version) == (1, 1, 1)
