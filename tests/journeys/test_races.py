"""The race law of trade: of several who decide over an order at once on two web processes, one wins, 200 times."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from typing import Any

import pytest
import pytest_asyncio

from tests.faults.books import Told, alone, held, in_order, told_alike, units, walks
from tests.support.admins import moderator
from tests.support.buying import ask
from tests.support.buying import units as units_of
from tests.support.crowd import Crowd, Hands, Round, accounts, crowd
from tests.support.paying import Bazaar
from tests.support.people import PARCEL, new_request_id, publish
from tests.support.raw import RawClient
from tests.support.till import till
from tests.support.waiting import until

ROUNDS = 200
TOO_LATE = {
    "order_changed", "order_paid", "order_cancelled", "order_refunding", "order_refunded", "order_shipped",
    "order_received", "order_completed", "order_not_payable",
}  # fmt: skip
"""How the losers of a race are refused."""
PATIENT = pytest.mark.timeout(300)
pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the connections live


class Judge:
    """A moderator, who decides one thing at a time."""

    def __init__(self, client: RawClient) -> None:
        self._client, self._free = client, asyncio.Lock()

    async def refund(self, it: Round) -> Any:
        body = {"order_id": it.id, "outcome": "refund", "reason": "So."}
        async with self._free:
            return await ask(self._client, "order:resolve", **body)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tokens(bazaar_process: Bazaar) -> list[str]:
    return await accounts(bazaar_process, ROUNDS)


@pytest_asyncio.fixture(loop_scope="session")
async def them(bazaar: Bazaar, tokens: list[str]) -> AsyncIterator[Crowd]:
    async with crowd(bazaar, tokens) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def judge(bazaar: Bazaar) -> AsyncIterator[Judge]:
    async with moderator(bazaar.market) as (client, _):
        yield Judge(client)


async def raced(*rivals: Awaitable[Any]) -> list[Any]:
    """All at once: the acks of those who asked."""
    return [answer for answer in await asyncio.gather(*rivals) if isinstance(answer, dict) and "ok" in answer]


def winners(acks: Iterable[Any]) -> int:
    """How many were told yes; everybody else was told that he came too late."""
    told = [ack["ok"] or ack["error"]["code"] for ack in acks]
    assert {it for it in told if it is not True} <= TOO_LATE
    return sum(it is True for it in told)


async def judged(them: Crowd, rounds: Sequence[Round]) -> Counter[str]:
    """Nothing is wrong, in what is stored and in what was told; gives how many orders came to which state."""
    await them.settled(rounds)
    bazaar, ids = them.bazaar, [it.id for it in rounds]
    await bazaar.expect_books_to_agree(*ids)
    orders = bazaar.documents("orders", _id={"$in": ids})
    listings = bazaar.documents("listings", _id={"$in": [it["item"]["id"] for it in orders]})
    ledger = bazaar.documents("ledger", order_id={"$in": ids})
    assert [*walks(orders), *units(orders, listings), *alone(orders), *held(orders, ledger)] == []
    assert [*in_order(them.told, orders), *told_alike(them.told, them.pushes)] == []
    return Counter(it["state"] for it in orders)


@PATIENT
async def test_paying_and_cancelling(them: Crowd) -> None:
    rounds = await them.at_cashier(ROUNDS)

    async def race(it: Round) -> int:
        rivals = them.bazaar.sandbox.pay(it.urls[0], late=True), it.buyer.ask(1, "order:cancel", order_id=it.id)
        return winners(await raced(*rivals))

    cancelled = sum(await asyncio.gather(*(race(it) for it in rounds)))
    await them.come_to(rounds, "paid", "cancelled")
    ends = await judged(them, rounds)
    assert ends["cancelled"] == cancelled


@PATIENT
async def test_paying_and_expiring(them: Crowd) -> None:
    rounds = await them.at_cashier(ROUNDS)
    pays = (them.bazaar.sandbox.pay(it.urls[0], late=True) for it in rounds)
    await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *pays)
    await them.come_to(rounds, "paid")  # the thing is still there, so that whoever paid late has it again
    assert await judged(them, rounds) == {"paid": ROUNDS}


@PATIENT
async def test_cancelling_and_expiring(them: Crowd) -> None:
    rounds = await them.placed(ROUNDS)
    asks = (it.buyer.ask(1, "order:cancel", order_id=it.id) for it in rounds)
    _, *acks = await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *asks)
    await them.come_to(rounds, "cancelled")
    by_hand = winners(acks)
    assert await judged(them, rounds) == {"cancelled": ROUNDS}
    ends = [it["history"][-1]["step"] for it in them.bazaar.documents("orders", _id={"$in": [it.id for it in rounds]})]
    assert Counter(ends)["order:cancel"] == by_hand


@PATIENT
async def test_clicking_twice_on_two_processes(them: Crowd) -> None:
    rounds = await them.placed(ROUNDS)

    async def race(it: Round) -> None:
        acks = await raced(*(it.buyer.ask(place, "order:pay", order_id=it.id) for place in (0, 1)))
        assert winners(acks) >= 1
        (url,) = {ack["data"]["cashier_url"] for ack in acks if ack["ok"]}
        it.urls.append(url)

    await asyncio.gather(*(race(it) for it in rounds))
    payments = them.bazaar.documents("payments", order_id={"$in": [it.id for it in rounds]})
    assert [len(it["trades"]) for it in payments] == [1] * ROUNDS
    acks = await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in rounds))
    assert winners(acks) == ROUNDS


@PATIENT
async def test_ordering_twice_under_one_number_on_two_processes(them: Crowd) -> None:
    async with them.seller.taken(0) as client:
        listing = await publish(client, title="Wanted twice", sale=units_of(ROUNDS))
    wanted = [them.buyers[number % len(them.buyers)] for number in range(ROUNDS)]

    async def race(buyer: Hands) -> Round:
        body = {"request_id": new_request_id(), "listing_id": listing["id"], **PARCEL}
        buyer.told.append(told := Told("order:place", body))

        async def click(place: int) -> Any:
            async with buyer.taken(place) as client:
                return await told.ask(client)

        one, other = await raced(click(0), click(1))
        assert one["ok"]
        assert one == other
        return Round(one["data"]["order"]["id"], buyer)

    rounds = await asyncio.gather(*(race(buyer) for buyer in wanted))
    assert len({it.id for it in rounds}) == ROUNDS
    await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in rounds))
    assert await judged(them, rounds) == {"cancelled": ROUNDS}


@PATIENT
async def test_a_notice_its_copies_and_an_answer_that_say_the_same(them: Crowd) -> None:
    rounds = await them.at_cashier(ROUNDS)
    await them.bazaar.sandbox.go_wrong(duplicate=3)
    await asyncio.gather(*(them.bazaar.sandbox.pay(it.urls[0]) for it in rounds))
    them.ask_now(rounds)
    await them.come_to(rounds, "paid")
    assert await judged(them, rounds) == {"paid": ROUNDS}


@PATIENT
async def test_paying_late_and_ordering_what_was_given_up(them: Crowd) -> None:
    """As many have the thing as there are of it, and whoever paid in vain has his money back."""
    rounds = await them.at_cashier(ROUNDS)
    them.run_out(rounds)
    await them.come_to(rounds, "cancelled")
    listing_id = them.bazaar.documents("orders", _id=rounds[0].id)[0]["item"]["id"]

    async def order(it: Round) -> Round | None:
        ack = await it.buyer.ask(1, "order:place", listing_id=listing_id, **PARCEL)
        assert ack["ok"] or ack["error"]["code"] in {"stock_insufficient", "listing_sold", "order_changed"}
        return Round(ack["data"]["order"]["id"], it.buyer) if ack["ok"] else None

    pays = asyncio.gather(*(them.bazaar.sandbox.pay(it.urls[0], late=True) for it in rounds))
    again = [it for it in await asyncio.gather(*(order(it) for it in rounds)) if it]
    await pays
    ids = [it.id for it in rounds]
    kinds = {"payment", "surplus"}
    await until(
        lambda: len(them.bazaar.documents("ledger", order_id={"$in": ids}, kind={"$in": [*kinds]})) == ROUNDS,
        seconds=90,
    )
    ends = await judged(them, [*rounds, *again])
    assert ends["paid"] + ends["created"] <= ROUNDS
    assert ends["created"] == len(again)
    await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in again))


@PATIENT
async def test_two_workers_who_do_all_that_is_due(them: Crowd) -> None:
    """One beside the market's: what is to be given back, released and paid out is so once."""
    half = ROUNDS // 2
    rounds = await them.paid(half)
    late = await them.at_cashier(half)
    await asyncio.gather(*(it.buyer.ask(0, "order:cancel", order_id=it.id) for it in rounds))
    them.run_out(late)
    jobs = ("payments:refund", "payments:follow", "payments:expire", "orders:act_on_due", "payments:pay_out")
    async with till(them.bazaar.market) as other:
        coming = asyncio.gather(them.come_to(rounds, "cancelled"), them.come_to(late, "cancelled"))
        while not coming.done():
            for name in jobs:
                await other.run_job(name)
        await coming
    assert await judged(them, [*rounds, *late]) == {"cancelled": 2 * half}
    kinds = Counter(it["kind"] for it in them.bazaar.documents("ledger", order_id={"$in": [it.id for it in rounds]}))
    assert kinds == {"payment": half, "refund": half}


@PATIENT
async def test_buyer_and_seller_who_both_cancel_what_is_paid(them: Crowd) -> None:
    rounds = await them.paid(ROUNDS)

    async def race(it: Round) -> int:
        rivals = it.buyer.ask(1, "order:cancel", order_id=it.id), them.seller.ask(0, "order:cancel", order_id=it.id)
        return winners(await raced(*rivals))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "cancelled")
    assert await judged(them, rounds) == {"cancelled": ROUNDS}


@PATIENT
async def test_a_buyer_who_cancels_while_the_seller_ships(them: Crowd) -> None:
    rounds = await them.paid(ROUNDS)
    parcel = {"carrier": "SF Express", "tracking_number": "SF123456"}

    async def race(it: Round) -> int:
        ships = them.seller.ask(0, "order:ship", order_id=it.id, **parcel)
        return winners(await raced(it.buyer.ask(1, "order:cancel", order_id=it.id), ships))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "cancelled", "shipped")
    assert sum((await judged(them, rounds)).values()) == ROUNDS


@PATIENT
async def test_a_moderator_who_refunds_while_the_buyer_receives(them: Crowd, judge: Judge) -> None:
    rounds = await them.disputed(await them.paid(ROUNDS))

    async def race(it: Round) -> int:
        return winners(await raced(judge.refund(it), it.buyer.ask(1, "order:receive", order_id=it.id)))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "refunded", "completed")
    assert sum((await judged(them, rounds)).values()) == ROUNDS


@PATIENT
async def test_a_moderator_s_refund_the_seller_s_silence_and_a_late_payment(them: Crowd, judge: Judge) -> None:
    """The buyer had tried twice: his first page is paid while two decide that the second goes back."""
    rounds = await them.disputed(await them.paid_at_second_try(ROUNDS))
    rivals = [raced(judge.refund(it), them.bazaar.sandbox.pay(it.urls[0], late=True)) for it in rounds]
    _, *acks = await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *rivals)
    assert winners(ack for some in acks for ack in some) <= ROUNDS
    await them.come_to(rounds, "refunded")
    assert await judged(them, rounds) == {"refunded": ROUNDS}
    ids = [it.id for it in rounds]
    kinds = Counter(it["kind"] for it in them.bazaar.documents("ledger", order_id={"$in": ids}))
    assert kinds == {"payment": ROUNDS, "refund": ROUNDS, "surplus": ROUNDS, "surplus_refund": ROUNDS}
