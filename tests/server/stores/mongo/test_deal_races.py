"""The race law for orders: of any two things that may happen to one, on two processes, one wins, 200 times.

Who competes is read from the table of steps, so a new step races with all that it meets; some more compete for units.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Work
from models.ids import OrderId, random_id
from models.listing import Delivery, Listing
from models.money import Money
from models.order import Order
from models.order_flow import FINAL, By, Edge, OrderState, Step, leaving
from models.stock import HoldState, Move
from server.stores.mongo import listings, orders
from tests.faults.books import alone, units, walks
from tests.server.stores.mongo.conftest import Document, Writer
from tests.server.stores.mongo.test_deals import ended, on_sale, order, people, stocked, told, write
from tests.support.listings import NOON
from tests.support.orders import in_state

ROUNDS = 200
ONE_WINNER = [Counter(won=1, VersionConflict=1)] * ROUNDS

Happens = Callable[[Order], tuple[Order, Move]]


def pairs() -> Iterator[Any]:
    """Every two steps from a state that may meet, and each with itself on another process."""
    for state in OrderState:
        for delivery in Delivery:
            edges = [edge for edge in leaving(state) if edge.only in (None, delivery)]
            for one, other in combinations_with_replacement(edges, 2):
                if delivery is Delivery.SHIP or Delivery.MEETUP in (one.only, other.only):
                    name = f"{state}: {one.step}-{one.by} and {other.step}-{other.by} to {other.target}"
                    yield pytest.param(state, delivery, one, other, id=name.replace("order:", ""))


def by(edge: Edge) -> Happens:
    """That this step is taken."""

    def happens(it: Order) -> tuple[Order, Move]:
        if edge.step is Step.ADDRESS:
            return replace(it, version=it.version + 1), Move.NONE
        return it.step(edge.step, edge.by, NOON, reason="So.", target=edge.target)

    return happens


async def stand(database: AsyncDatabase[Document], state: OrderState, delivery: Delivery) -> list[Order]:
    """Two hundred orders of one listing that have come into this state."""
    listing = stocked(ROUNDS)
    them = [replace(in_state(state, listing=listing), delivery=delivery) for _ in range(ROUNDS)]
    held = {HoldState.HELD: (0, 0), HoldState.SOLD: (0, ROUNDS), HoldState.RELEASED: (ROUNDS, 0)}
    available, sold = held[them[0].hold.state]
    doc = listings.to_doc(replace(listing, available=available, sold=sold))
    await database[listings.COLLECTION].insert_one({**doc, "said": b"[]"})
    await database[orders.COLLECTION].insert_many([{**orders.to_doc(it), "said": b"[]"} for it in them])
    return them


async def race(writers: Sequence[Writer], it: Order, one: Happens, other: Happens) -> Counter[str]:
    return told(await ended(write(writers[0], *one(it)), write(writers[1], *other(it))))


async def wrong(database: AsyncDatabase[Document]) -> list[str]:
    every_order = await database[orders.COLLECTION].find().to_list()
    every_listing = await database[listings.COLLECTION].find().to_list()
    return [*units(every_order, every_listing), *walks(every_order), *alone(every_order)]


@pytest.mark.parametrize(("state", "delivery", "one", "other"), [*pairs()])
async def test_of_two_steps_that_meet_one_is_taken(
    writers: list[Writer],
    database: AsyncDatabase[Document],
    state: OrderState,
    delivery: Delivery,
    one: Edge,
    other: Edge,
) -> None:
    them = await stand(database, state, delivery)
    rounds = await asyncio.gather(*(race(writers, it, by(one), by(other)) for it in them))
    assert rounds == ONE_WINNER
    assert await wrong(database) == []


def test_whatever_is_not_at_its_end_has_somebody_who_competes() -> None:
    met = {param.values[0] for param in pairs()}
    assert met >= set(OrderState) - FINAL


REFUNDED = [
    pytest.param(OrderState.PAID, Step.CANCEL, By.SELLER, None, id="cancelled"),
    pytest.param(OrderState.PAID, Step.LAPSE, By.CLOCK, None, id="not shipped"),
    pytest.param(OrderState.DISPUTED, Step.DEFAULT, By.CLOCK, None, id="not answered"),
    pytest.param(OrderState.DISPUTED, Step.RESOLVE, By.MODERATOR, OrderState.REFUNDED, id="decided"),
]


@pytest.mark.parametrize(("state", "step", "who", "target"), REFUNDED)
async def test_of_two_workers_who_hear_that_money_is_back_one_ends_the_order(
    writers: list[Writer],
    database: AsyncDatabase[Document],
    state: OrderState,
    step: Step,
    who: By,
    target: OrderState | None,
) -> None:
    """Its units come back once, and while it waits nobody else decides anything."""
    them = await stand(database, state, Delivery.SHIP)
    begun = [it.step(step, who, NOON, target=target)[0] for it in them]
    await asyncio.gather(*(write(writers[0], it, Move.NONE) for it in begun))
    assert not any(it.actions(role) for it in begun for role in By)

    def back(it: Order) -> tuple[Order, Move]:
        return it.refunded(it.escrowed, NOON)

    assert await asyncio.gather(*(race(writers, it, back, back) for it in begun)) == ONE_WINNER
    assert await wrong(database) == []


async def test_of_two_parts_that_come_back_at_once_each_counts_once(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    """Half of the money twice: whoever finds the other's half there begins anew."""
    them = await stand(database, OrderState.DISPUTED, Delivery.SHIP)
    begun = [it.step(Step.DEFAULT, By.CLOCK, NOON)[0] for it in them]
    await asyncio.gather(*(write(writers[0], it, Move.NONE) for it in begun))
    half = Money(begun[0].escrowed.amount // 2, begun[0].escrowed.currency)

    def back(it: Order) -> tuple[Order, Move]:
        return it.refunded(half, NOON)

    assert await asyncio.gather(*(race(writers, it, back, back) for it in begun)) == ONE_WINNER
    states = Counter([it["state"] async for it in database[orders.COLLECTION].find()])
    assert states == {"disputed": ROUNDS}


async def test_of_two_who_order_the_only_one_of_its_kind_one_has_it(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    buyers = await people(writers[0], 2 * ROUNDS)
    goods = [await on_sale(writers[0], 1) for _ in range(ROUNDS)]

    async def compete(it: Listing, place: int) -> Counter[str]:
        first, second = (order(it, buyer) for buyer in buyers[2 * place : 2 * place + 2])
        return told(await ended(write(writers[0], first, Move.HOLD), write(writers[1], second, Move.HOLD)))

    rounds = await asyncio.gather(*(compete(it, place) for place, it in enumerate(goods)))
    assert rounds == [Counter(won=1, stock_insufficient=1)] * ROUNDS
    assert await wrong(database) == []


async def test_of_a_late_payment_and_a_new_order_one_has_the_unit(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    """Whoever paid after his time takes the unit again, or somebody else has it."""
    buyers = await people(writers[0], ROUNDS)
    goods = [await on_sale(writers[0], 1) for _ in range(ROUNDS)]
    expired = [replace(in_state(OrderState.CREATED, listing=it), id=OrderId(random_id())) for it in goods]
    expired = [it.step(Step.EXPIRE, By.CLOCK, NOON)[0] for it in expired]
    await database[orders.COLLECTION].insert_many([{**orders.to_doc(it), "said": b"[]"} for it in expired])

    async def compete(late: Order, it: Listing, place: int) -> Counter[str]:
        again, placed = late.step(Step.REVIVE, By.PAYMENTS, NOON), order(it, buyers[place])
        return told(await ended(write(writers[0], *again), write(writers[1], placed, Move.HOLD)))

    rounds = await asyncio.gather(
        *(compete(*both, place) for place, both in enumerate(zip(expired, goods, strict=True)))
    )
    assert {frozenset(it.items()) for it in rounds} <= {
        frozenset({("won", 1), ("stock_insufficient", 1)}),
        frozenset({("won", 1), ("listing_sold", 1)}),
    }
    assert await wrong(database) == []


async def test_of_an_order_and_a_withdrawal_at_once_neither_is_half_done(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    """Both may win, one after the other; an order that came too late is refused, and a withdrawal begins anew."""
    buyers = await people(writers[0], ROUNDS)
    goods = [await on_sale(writers[0], 1) for _ in range(ROUNDS)]

    async def withdraw(it: Listing) -> None:
        work = Work()
        work.save(it.withdraw())
        await writers[1].committer.commit(work, None, b"")

    async def compete(it: Listing, place: int) -> Counter[str]:
        return told(await ended(write(writers[0], order(it, buyers[place]), Move.HOLD), withdraw(it)))

    rounds = await asyncio.gather(*(compete(it, place) for place, it in enumerate(goods)))
    assert {frozenset(it.items()) for it in rounds} <= {
        frozenset({("won", 1), ("VersionConflict", 1)}),
        frozenset({("won", 1), ("listing_withdrawn", 1)}),
    }
    assert await wrong(database) == []
