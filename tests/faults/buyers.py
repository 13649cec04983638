"""Buyers who order the same thing while something is broken, and the judgement of what came of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from tests.faults.books import Told, everything
from tests.faults.followers import GONE, PAUSE
from tests.support.buying import units
from tests.support.market import Market
from tests.support.people import PARCEL, new_request_id, publish, somebody
from tests.support.raw import RawClient

BUYERS = 12
EACH = 3
STOCK = 20
LATER = {"unavailable", "unconfirmed", "timeout"}


class Buyer:
    """Orders the same thing again and again, on another process when his own is gone; repeats what was not answered."""

    def __init__(self, client: RawClient, token: str, urls: Sequence[str]) -> None:
        self.client, self.token, self.urls = client, token, list(urls)
        self.told: list[Told] = []
        self._lines = AsyncExitStack()

    async def buy(self, listing_id: str) -> None:
        for _ in range(EACH):
            self.told.append(told := Told(new_request_id()))
            await self._until_answered(told, listing_id)

    async def _until_answered(self, told: Told, listing_id: str) -> None:
        async with asyncio.timeout(60):
            while True:
                answer = await self.ask(told, listing_id)
                if answer and (answer["ok"] or answer["error"]["code"] not in LATER):
                    return

    async def ask(self, told: Told, listing_id: str) -> Any:
        body = {"request_id": told.request_id, "listing_id": listing_id, **PARCEL}
        try:
            answer = await self.client.ask("order:place", body)
        except GONE:
            answer = None
            await self._move()
        told.answers.append(answer)
        return answer

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
    """Everybody asks everything once more, then the books are opened; gives how many orders there are."""
    for buyer in buyers:
        for told in buyer.told:
            if told.order_id:
                await buyer.ask(told, listing_id)
    async with database_of(market) as database:
        orders = await database["orders"].find({"item.id": listing_id}).to_list()
        listings = await database["listings"].find({"_id": listing_id}).to_list()
    history = [it for buyer in buyers for it in buyer.told]
    assert everything(history, orders, listings) == []
    return len(orders)
