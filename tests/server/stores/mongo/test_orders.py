"""Orders in MongoDB: whatever is written is read back, lists page whole, timers are the database's business."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from handlers.ports import OrderQuery
from models.ids import AccountId, OrderId, random_id
from models.listing import Delivery
from models.order import Order
from models.order_flow import By, OrderState, Step
from server.stores.mongo import orders
from server.stores.mongo.orders import MongoOrders
from tests.server.stores.mongo.conftest import Document
from tests.support.listings import NOON, a_listing
from tests.support.orders import an_order, in_state, taken
from tests.support.waiting import until

ONE = a_listing(delivery=(Delivery.SHIP,))


def read(database: AsyncDatabase[Document]) -> MongoOrders:
    return MongoOrders(database, lambda key: key)


async def put(database: AsyncDatabase[Document], *them: Order) -> None:
    for it in them:
        await database[orders.COLLECTION].insert_one(orders.to_doc(it))


@pytest.mark.parametrize("state", OrderState)
async def test_what_is_written_is_read_back(database: AsyncDatabase[Document], state: OrderState) -> None:
    it = in_state(state)
    await put(database, it)
    assert await read(database).find(it.id) == it


async def test_a_refund_that_is_due_is_read_back(database: AsyncDatabase[Document]) -> None:
    it, _ = in_state(OrderState.PAID).step(Step.CANCEL, By.SELLER, NOON, reason="broken")
    await put(database, it)
    assert await read(database).find(it.id) == it
    assert [one.id for one in await read(database).refunding(10)] == [it.id]


async def test_a_single_item_is_claimed_once_whatever_the_code_does(database: AsyncDatabase[Document]) -> None:
    """Guarantee G1, by the database's own rule."""
    await put(database, an_order(listing=ONE))
    with pytest.raises(DuplicateKeyError):
        await put(database, an_order(listing=ONE))
    await put(database, taken(an_order(listing=ONE), (Step.CANCEL, By.BUYER)))


async def test_lists_are_paged_newest_first_without_gaps(database: AsyncDatabase[Document]) -> None:
    buyer = AccountId(random_id())
    them = [an_order(at=NOON + timedelta(minutes=n // 2)) for n in range(7)]
    mine = [replace(it, buyer=replace(it.buyer, id=buyer)) for it in them]
    await put(database, *mine, an_order())
    seen: list[str] = []
    cursor = None
    while True:
        page = await read(database).page(OrderQuery(buyer_id=buyer), 3, cursor)
        seen += [it.id for it in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [it.id for it in sorted(mine, key=lambda it: (it.created_at, it.id), reverse=True)]


async def test_what_is_due_is_found_and_what_waits_at_the_cashier_is_not(database: AsyncDatabase[Document]) -> None:
    due, at_cashier = an_order(at=NOON - timedelta(days=900)), an_order(at=NOON - timedelta(days=900)).begin_payment()
    later = an_order(at=NOON + timedelta(days=9_000))
    received = in_state(OrderState.RECEIVED)
    await put(database, due, at_cashier, later, received)
    store = read(database)
    assert [it.id for it in await store.due(10)] == [due.id]
    assert [it.id for it in await store.overdue_at_cashier(10)] == [at_cashier.id]
    assert [it.id for it in await store.received(10)] == [received.id]


async def test_addresses_of_what_ended_long_ago_are_found(database: AsyncDatabase[Document]) -> None:
    ended = in_state(OrderState.COMPLETED)
    await put(database, ended, in_state(OrderState.SHIPPED), replace(in_state(OrderState.COMPLETED), address=None))
    store = read(database)
    assert [it.id for it in await store.ended_with_address(NOON + timedelta(days=1), 10)] == [ended.id]
    assert await store.ended_with_address(NOON, 10) == []


@pytest.mark.parametrize("waits_for", ["overdue_at_cashier", "refunding", "received"])
async def test_some_that_are_stuck_keep_no_others_from_their_turn(
    database: AsyncDatabase[Document], waits_for: str
) -> None:
    """None of them ever moves on, and each is looked at all the same."""
    first = {
        "overdue_at_cashier": an_order().begin_payment(),
        "refunding": in_state(OrderState.PAID).step(Step.CANCEL, By.SELLER, NOON)[0],
        "received": in_state(OrderState.RECEIVED),
    }[waits_for]
    them = [replace(first, id=OrderId(random_id()), item=replace(first.item, single=False)) for _ in range(30)]
    await put(database, *them)
    seen: set[OrderId] = set()

    async def everybody_had_a_turn() -> bool:
        some = await getattr(read(database), waits_for)(5)
        seen.update(it.id for it in some)
        return len(some) == 5 and len(seen) == len(them)

    await until(everybody_had_a_turn)
