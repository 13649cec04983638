"""Many who trade at once: buyers and a seller, each with a hand on both web processes, and their orders in bulk."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from models.order import OPEN_HOLDS
from tests.faults.books import Told
from tests.support.buying import ordered, shipped, units
from tests.support.paying import Bazaar, cashier, hands
from tests.support.people import new_request_id, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

PRICE = 100
"""Of one unit, in fen."""


class Hands:
    """One account on both processes; each connection asks one thing at a time."""

    def __init__(self, clients: Sequence[RawClient]) -> None:
        self._clients = clients
        self._free = [asyncio.Lock() for _ in clients]
        self.told: list[Told] = []

    async def ask(self, place: int, event: str, **body: Any) -> Any:
        """Give the ack; `place` says on which process."""
        self.told.append(told := Told(event, {"request_id": new_request_id(), **body}))
        async with self._free[place]:
            return await told.ask(self._clients[place])

    @property
    def pushes(self) -> list[tuple[str, Any]]:
        """What was told unasked and not waited for."""
        return [push for client in self._clients for push in client.pushes]

    @asynccontextmanager
    async def taken(self, place: int) -> AsyncIterator[RawClient]:
        async with self._free[place]:
            yield self._clients[place]


@dataclass(slots=True)
class Round:
    """One order over which several decide at once; `urls` are the cashier pages that were opened for it."""

    id: str
    buyer: Hands
    urls: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Crowd:
    bazaar: Bazaar
    buyers: list[Hands]
    seller: Hands

    async def placed(self, count: int) -> list[Round]:
        """So many orders of one listing; each buyer has as many as he may."""
        async with self.seller.taken(0) as client:
            listing = await publish(client, title=f"Wanted {secrets.token_hex(8)}", sale=units(count))

        async def place(buyer: Hands, share: int) -> list[Round]:
            async with buyer.taken(0) as client:
                return [Round((await ordered(client, listing))["id"], buyer) for _ in range(share)]

        shares = [len(range(place, count, len(self.buyers))) for place in range(len(self.buyers))]
        them = await asyncio.gather(*(place(*both) for both in zip(self.buyers, shares, strict=True)))
        return [it for some in them for it in some]

    async def at_cashier(self, count: int) -> list[Round]:
        async def go(it: Round) -> None:
            async with it.buyer.taken(0) as client:
                it.urls.append(await cashier(client, it.id))

        return await self._each(await self.placed(count), go)

    async def paid(self, count: int) -> list[Round]:
        async def pay(it: Round) -> None:
            await self.bazaar.sandbox.pay(it.urls[-1])

        rounds = await self._each(await self.at_cashier(count), pay)
        await self.come_to(rounds, "paid")
        return rounds

    async def paid_at_second_try(self, count: int) -> list[Round]:
        """The first attempt failed, and its page may still be paid."""

        async def decline(it: Round) -> None:
            await self.bazaar.sandbox.ask("decline", url=it.urls[0])

        async def pay(it: Round) -> None:
            async with it.buyer.taken(0) as client:
                it.urls.append(await cashier(client, it.id))
            await self.bazaar.sandbox.pay(it.urls[-1])

        rounds = await self._each(await self.at_cashier(count), decline)
        ids = [it.id for it in rounds]
        await until(lambda: self._count("payments", ids, "order_id", state="failed") == count, seconds=60)
        await self._each(rounds, pay)
        await self.come_to(rounds, "paid")
        return rounds

    async def disputed(self, rounds: Sequence[Round]) -> Sequence[Round]:
        async def lead(it: Round) -> None:
            async with self.seller.taken(0) as client:
                assert (await shipped(client, it.id))["ok"]
            assert (await it.buyer.ask(0, "order:dispute", order_id=it.id, reason="It is broken."))["ok"]

        return await self._each(rounds, lead)

    async def come_to(self, rounds: Sequence[Round], *states: str) -> None:
        """Wait until they are all in one of these states, and no money is on its way."""
        ids = [it.id for it in rounds]

        async def rests() -> bool:
            still = {"state": {"$in": states}, "payment.state": {"$ne": "refunding"}}
            return self._count("orders", ids, "_id", **still) == len(ids)

        await until(rests, seconds=90)

    @property
    def told(self) -> list[Told]:
        """All that was asked one by one."""
        return [it for hands in (self.seller, *self.buyers) for it in hands.told]

    @property
    def pushes(self) -> list[tuple[str, Any]]:
        return [it for hands in (self.seller, *self.buyers) for it in hands.pushes]

    async def settled(self, rounds: Sequence[Round]) -> None:
        """Wait until nothing is owed to anybody at the provider any more."""
        ids = [it.id for it in rounds]
        await until(lambda: self._count("payments", ids, "order_id", **{"refunds.done": False}) == 0, seconds=90)

    def ask_now(self, rounds: Sequence[Round]) -> None:
        """The time to ask the provider has come."""
        ids = {"$in": [it.id for it in rounds]}
        self.bazaar.change_all("payments", {"order_id": ids, "look_at": {"$ne": None}}, look_at=datetime.now(UTC))

    def run_out(self, rounds: Sequence[Round]) -> None:
        """The time of all timers is over."""
        past, ids = datetime.now(UTC) - timedelta(seconds=1), {"$in": [it.id for it in rounds]}
        self.bazaar.change_all("orders", {"_id": ids}, **{"hold.until": past})
        self.bazaar.change_all("orders", {"_id": ids, "timer": {"$ne": None}}, **{"timer.at": past})
        self.bazaar.change_all("payments", {"order_id": ids}, expires_at=past)

    def _count(self, collection: str, ids: Sequence[str], key: str, **where: Any) -> int:
        return len(self.bazaar.documents(collection, **{key: {"$in": list(ids)}, **where}))

    @staticmethod
    async def _each(rounds: Sequence[Round], do: Callable[[Round], Awaitable[None]]) -> list[Round]:
        await asyncio.gather(*(do(it) for it in rounds))
        return list(rounds)


async def accounts(bazaar: Bazaar, orders: int) -> list[str]:
    """Access tokens of a seller, and of enough buyers for so many unpaid orders."""
    tokens = []
    for _ in range(1 + -(-orders // OPEN_HOLDS)):
        async with somebody(bazaar.market.url) as (_, me):
            tokens.append(me["access_token"])
    return tokens


@asynccontextmanager
async def crowd(bazaar: Bazaar, tokens: Sequence[str]) -> AsyncIterator[Crowd]:
    """The owners of these tokens, connected to both processes; the first one sells."""
    async with AsyncExitStack() as stack:
        seller, *buyers = [Hands(await stack.enter_async_context(hands(bazaar.market, token, 2))) for token in tokens]
        yield Crowd(bazaar, buyers, seller)
