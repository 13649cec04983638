"""mongod is killed while many order, pay, cancel and let time run out: nothing acked is lost, and the books agree."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.local.servers import LocalServers
from tests.faults.books import LATER, Told, alone, held, in_order, units, walks
from tests.faults.buyers import BUYERS, STOCK, judged, sale
from tests.support.crowd import Round, accounts, crowd
from tests.support.paying import Bazaar, opened_bazaar
from tests.support.people import new_request_id
from tests.support.replicas import replicas_in
from tests.support.waiting import until

ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Vault:
    """A market with two web processes, its sandbox, and MongoDB of its own, which may crash."""

    bazaar: Bazaar
    crash: Callable[[], Awaitable[None]]


@asynccontextmanager
async def one_member(folder: Path) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """It comes back with what it had on disk."""
    only = LocalServers(folder, given={}, only={"mongod"}, mongo_cache_gigabytes=0.25, report=lambda _: None)
    async with only as own:

        async def crash() -> None:
            own.kill("mongod")
            await own.start("mongod")

        yield own.environment["SOUK_MONGO_URL"], crash


@asynccontextmanager
async def three_members(folder: Path) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """The others elect another primary, with all that was acked (G3)."""
    async with replicas_in(folder) as replicas:
        yield replicas.url, replicas.crash


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[one_member, three_members])
async def vault(request: pytest.FixtureRequest, servers: dict[str, str], tmp_path_factory: Any) -> AsyncIterator[Vault]:
    folder: Path = tmp_path_factory.mktemp("vault")
    async with (
        request.param(folder / "mongod") as (url, crash),
        opened_bazaar({**servers, "SOUK_MONGO_URL": url}, folder) as bazaar,
    ):
        yield Vault(bazaar, crash)


async def test_it_is_killed_while_many_order(vault: Vault) -> None:
    market = vault.bazaar.market
    async with sale(market) as (buyers, listing_id):
        loads = [asyncio.create_task(buyer.buy(listing_id)) for buyer in buyers]
        await until(lambda: sum(buyer.answers for buyer in buyers) >= BUYERS // 2)
        await vault.crash()
        await asyncio.gather(*loads)
        assert await judged(market, buyers, listing_id) == STOCK


async def test_it_is_killed_while_orders_are_paid_and_cancelled_and_run_out(vault: Vault) -> None:
    bazaar = vault.bazaar
    async with crowd(bazaar, await accounts(bazaar, ROUNDS)) as them:
        rounds = await them.at_cashier(ROUNDS)
        third = ROUNDS // 3
        cancels = [asyncio.create_task(_cancelled(it, place)) for place, it in enumerate(rounds[third:])]
        pays = [asyncio.create_task(bazaar.sandbox.pay(it.urls[0], late=True)) for it in rounds[: 2 * third]]
        them.run_out(rounds[2 * third :])
        await until(lambda: any(task.done() for task in cancels))
        await vault.crash()
        await asyncio.gather(*pays)
        acks = await asyncio.gather(*cancels)
        await them.come_to(rounds, "paid", "cancelled")
        await them.settled(rounds)
        ids = [it.id for it in rounds]
        await bazaar.expect_books_to_agree(*ids)
        orders = bazaar.documents("orders", _id={"$in": ids})
        listings = bazaar.documents("listings", _id=orders[0]["item"]["id"])
        ledger = bazaar.documents("ledger", order_id={"$in": ids})
        assert [*walks(orders), *units(orders, listings), *alone(orders), *held(orders, ledger)] == []
        assert in_order(them.told, orders) == []
        cancelled = {it["_id"] for it in orders if it["history"][-1]["step"] == "order:cancel"}
        assert {it.id for it, ack in zip(rounds[third:], acks, strict=True) if ack["ok"]} <= cancelled


async def _cancelled(it: Round, place: int) -> Any:
    """Asked again under the same number until there is an answer that stays; gives it."""
    it.buyer.told.append(told := Told("order:cancel", {"request_id": new_request_id(), "order_id": it.id}))
    async with asyncio.timeout(90), it.buyer.taken(place % 2) as client:
        while True:
            ack = await told.ask(client)
            if ack["ok"] or ack["error"]["code"] not in LATER | {"order_changed"}:
                return ack
