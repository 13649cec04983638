"""Buyers who order the same thing while something is broken, and the judgement of what came of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from tests.faults.books import LATER, LOOKS, Told, everything
from tests.faults.followers import GONE, PAUSE
from tests.support.buying import units
from tests.support.market import Market
from tests.support.people import PARCEL, new_request_id, publish, somebody
from tests.support.raw import RawClient

BUYERS = 12
EACH = 3
STOCK = 20


class Buyer:
    """Orders the same thing again and again, on another process when his own is gone; repeats what was not answered."""

    def __init__(self, client: RawClient, token: str, urls: Sequence[str]) -> None:
        self.client, self.token, self.urls = client, token, list(urls)
        self.told: list[Told] = []
        self._lines = AsyncExitStack()

    async def buy(self, listing_id: str) -> None:
        """Order one after the other, and look each time at how many are left."""
        for _ in range(EACH):
            await self.order(listing_id)
            await self.get("listing:get", listing_id=listing_id)

    async def order(self, listing_id: str) -> None:
        await self.get("order:place", request_id=new_request_id(), listing_id=listing_id, **PARCEL)

    async def regret(self) -> None:
        """Give up the first order and look at it."""
        if order_id := next((it.order_id for it in self.told if it.order_id), None):
            await self.get("order:cancel", request_id=new_request_id(), order_id=order_id)
            await self.get("order:get", order_id=order_id)

    async def get(self, event: str, **body: Any) -> None:
        """Ask until there is an answer that stays."""
        self.told.append(told := Told(event, body))
        async with asyncio.timeout(60):
            while True:
                answer = await self.ask(told)
                if answer and (answer["ok"] or answer["error"]["code"] not in LATER):
                    return

    async def ask(self, told: Told) -> Any:
        try:
            return await told.ask(self.client)
        except GONE:
            await self._move()
        return None

    async def _move(self) -> None:
        """To the next process, as soon as it lets him in."""
        self.urls.append(self.urls.pop(0))
        while not await self._enter():
            await asyncio.sleep(PAUSE)

    async def _enter(self) -> bool:
        await self.leave()
        with suppress(*GONE):
            self.client = await self._lines.enter_async_context(RawClient(self.urls[0]))
            return "sid" in await self.client.connect(token=self.token)
        return False

    async def leave(self) -> None:
        with suppress(*GONE):
            await self._lines.aclose()

    @property
    def answers(self) -> int:
        return sum(len(it.answers) for it in self.told)


@asynccontextmanager
async def sale(market: Market) -> AsyncIterator[tuple[list[Buyer], str]]:
    """So many units of one thing, and buyers on the first process who want more than there are."""
    async with AsyncExitStack() as stack:
        seller, _ = await stack.enter_async_context(somebody(market.urls[1]))
        listing = await publish(seller, title="Wanted by many", sale=units(STOCK))
        buyers = []
        for _ in range(BUYERS):
            client, me = await stack.enter_async_context(somebody(market.urls[0]))
            buyers.append(buyer := Buyer(client, me["access_token"], market.urls))
            stack.push_async_callback(buyer.leave)
        yield buyers, listing["id"]


@asynccontextmanager
async def database_of(market: Market) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    environment = market.environment
    async with AsyncMongoClient[dict[str, Any]](environment["SOUK_MONGO_URL"]) as client:
        yield client[environment["SOUK_MONGO_DATABASE"]]


async def judged(market: Market, buyers: Sequence[Buyer], listing_id: str) -> int:
    """Nothing is wrong; gives how many orders there are."""
    wrong, orders = await found(market, buyers, listing_id)
    assert wrong == []
    return orders


async def found(market: Market, buyers: Sequence[Buyer], listing_id: str) -> tuple[list[str], int]:
    """Everybody asks once more for what he got, then the books are opened: what is wrong, and how many orders."""
    for buyer in buyers:
        for told in buyer.told:
            if told.good and told.event not in LOOKS:
                await buyer.ask(told)
    async with database_of(market) as database:
        orders = await database["orders"].find({"item.id": listing_id}).to_list()
        listings = await database["listings"].find({"_id": listing_id}).to_list()
    return everything([it for buyer in buyers for it in buyer.told], orders, listings), len(orders)
