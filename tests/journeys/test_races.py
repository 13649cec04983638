"""The race law of trade: of several who decide over an order at once on two web processes, one wins, 200 times."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from typing import Any

import pytest
import pytest_asyncio

from tests.faults.books import alone, units, walks
from tests.support.admins import moderator
from tests.support.buying import ask
from tests.support.crowd import PRICE, Crowd, Round, accounts, crowd
from tests.support.paying import Bazaar
from tests.support.raw import RawClient

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


async def judged(them: Crowd, rounds: Sequence[Round], held: dict[str, int]) -> Counter[str]:
    """Books agree, units are where states say, histories are walks; gives how many orders came to which state.

    `held` says how much lies at the gateway for an order in a state.
    """
    await them.settled(rounds)
    bazaar, ids = them.bazaar, [it.id for it in rounds]
    await bazaar.expect_books_to_agree(*ids)
    orders = bazaar.documents("orders", _id={"$in": ids})
    listings = bazaar.documents("listings", _id=orders[0]["item"]["id"])
    assert [*walks(orders), *units(orders, listings), *alone(orders)] == []
    balances = Counter[str]()
    for entry in bazaar.documents("ledger", order_id={"$in": ids}):
        balances[entry["order_id"]] += sum(leg["amount"] for leg in entry["legs"] if leg["account"] == "gateway")
    assert [balances[it["_id"]] - held.get(it["state"], 0) for it in orders] == [0] * len(orders)
    return Counter(it["state"] for it in orders)


@PATIENT
async def test_paying_and_cancelling(them: Crowd) -> None:
    rounds = await them.at_cashier(ROUNDS)

    async def race(it: Round) -> int:
        rivals = them.bazaar.sandbox.pay(it.urls[0], late=True), it.buyer.ask(1, "order:cancel", order_id=it.id)
        return winners(await raced(*rivals))

    cancelled = sum(await asyncio.gather(*(race(it) for it in rounds)))
    await them.come_to(rounds, "paid", "cancelled")
    ends = await judged(them, rounds, {"paid": PRICE})
    assert ends["cancelled"] == cancelled


@PATIENT
async def test_paying_and_expiring(them: Crowd) -> None:
    rounds = await them.at_cashier(ROUNDS)
    pays = (them.bazaar.sandbox.pay(it.urls[0], late=True) for it in rounds)
    await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *pays)
    await them.come_to(rounds, "paid")  # the thing is still there, so that whoever paid late has it again
    assert await judged(them, rounds, {"paid": PRICE}) == {"paid": ROUNDS}


@PATIENT
async def test_cancelling_and_expiring(them: Crowd) -> None:
    rounds = await them.placed(ROUNDS)
    asks = (it.buyer.ask(1, "order:cancel", order_id=it.id) for it in rounds)
    _, *acks = await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *asks)
    await them.come_to(rounds, "cancelled")
    by_hand = winners(acks)
    assert await judged(them, rounds, {}) == {"cancelled": ROUNDS}
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
async def test_buyer_and_seller_who_both_cancel_what_is_paid(them: Crowd) -> None:
    rounds = await them.paid(ROUNDS)

    async def race(it: Round) -> int:
        rivals = it.buyer.ask(1, "order:cancel", order_id=it.id), them.seller.ask(0, "order:cancel", order_id=it.id)
        return winners(await raced(*rivals))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "cancelled")
    assert await judged(them, rounds, {}) == {"cancelled": ROUNDS}


@PATIENT
async def test_a_buyer_who_cancels_while_the_seller_ships(them: Crowd) -> None:
    rounds = await them.paid(ROUNDS)
    parcel = {"carrier": "SF Express", "tracking_number": "SF123456"}

    async def race(it: Round) -> int:
        ships = them.seller.ask(0, "order:ship", order_id=it.id, **parcel)
        return winners(await raced(it.buyer.ask(1, "order:cancel", order_id=it.id), ships))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "cancelled", "shipped")
    assert sum((await judged(them, rounds, {"shipped": PRICE})).values()) == ROUNDS


@PATIENT
async def test_a_moderator_who_refunds_while_the_buyer_receives(them: Crowd, judge: Judge) -> None:
    rounds = await them.disputed(await them.paid(ROUNDS))

    async def race(it: Round) -> int:
        return winners(await raced(judge.refund(it), it.buyer.ask(1, "order:receive", order_id=it.id)))

    assert await asyncio.gather(*(race(it) for it in rounds)) == [1] * ROUNDS
    await them.come_to(rounds, "refunded", "completed")
    assert sum((await judged(them, rounds, {"completed": PRICE})).values()) == ROUNDS


@PATIENT
async def test_a_moderator_s_refund_the_seller_s_silence_and_a_late_payment(them: Crowd, judge: Judge) -> None:
    """The buyer had tried twice: his first page is paid while two decide that the second goes back."""
    rounds = await them.disputed(await them.paid_at_second_try(ROUNDS))
    rivals = [raced(judge.refund(it), them.bazaar.sandbox.pay(it.urls[0], late=True)) for it in rounds]
    _, *acks = await asyncio.gather(asyncio.to_thread(them.run_out, rounds), *rivals)
    assert winners(ack for some in acks for ack in some) <= ROUNDS
    await them.come_to(rounds, "refunded")
    assert await judged(them, rounds, {}) == {"refunded": ROUNDS}
    ids = [it.id for it in rounds]
    kinds = Counter(it["kind"] for it in them.bazaar.documents("ledger", order_id={"$in": ids}))
    assert kinds == {"payment": ROUNDS, "refund": ROUNDS, "surplus": ROUNDS, "surplus_refund": ROUNDS}
