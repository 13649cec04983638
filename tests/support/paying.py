"""Paying in journeys: a market beside its sandbox, one order at the cashier, and the comparison of both books."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from server.local.processes import souk
from tests.faults.books import money
from tests.support import market as markets
from tests.support.buying import BOTH, ask, ordered, place
from tests.support.market import Market, Program
from tests.support.people import publish, somebody
from tests.support.raw import RawClient
from tests.support.sandbox import Sandbox, sandbox_in
from tests.support.waiting import until

TOTAL = 91_500
"""The bicycle and its shipping."""


@dataclass(frozen=True, slots=True)
class Bazaar:
    """A market that is paid through a sandbox."""

    market: Market
    sandbox: Sandbox

    def documents(self, collection: str, **where: Any) -> list[dict[str, Any]]:
        """What MongoDB has, past everything."""
        told = self.market.environment
        with MongoClient[dict[str, Any]](told["SOUK_MONGO_URL"], tz_aware=True) as client:
            return list(client[told["SOUK_MONGO_DATABASE"]][collection].find(where))

    def change(self, collection: str, document_id: str, **fields: Any) -> None:
        """Do what time would do."""
        self.change_all(collection, {"_id": document_id}, **fields)

    def change_all(self, collection: str, where: dict[str, Any], **fields: Any) -> None:
        told = self.market.environment
        with MongoClient[dict[str, Any]](told["SOUK_MONGO_URL"]) as client:
            client[told["SOUK_MONGO_DATABASE"]][collection].update_many(where, {"$set": fields})

    def payment(self, order_id: str) -> dict[str, Any]:
        (found,) = self.documents("payments", order_id=order_id)
        return found

    def run_out(self, order_id: str) -> None:
        """The time to pay is over."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        self.change("orders", order_id, **{"hold.until": past})
        self.change("payments", self.payment(order_id)["_id"], expires_at=past)

    def look_now(self, order_id: str) -> None:
        """The time to ask the provider has come."""
        self.change("payments", self.payment(order_id)["_id"], look_at=datetime.now(UTC))

    def entries(self, order_id: str) -> list[dict[str, Any]]:
        return self.documents("ledger", order_id=order_id)

    async def expect_books_to_agree(self, *order_ids: str) -> None:
        """Our ledger is the provider's book; it sums to zero, and knows each movement once."""
        assert await self.wrong_with_money(*order_ids) == []

    async def wrong_with_money(self, *order_ids: str) -> list[str]:
        ids = {"$in": order_ids}
        orders, ledger = self.documents("orders", _id=ids), self.documents("ledger", order_id=ids)
        return money(orders, ledger, await self.sandbox.book())

    def balance(self, order_id: str, account: str) -> int:
        """What the ledger says of an account, as far as this order goes."""
        legs = [leg for entry in self.entries(order_id) for leg in entry["legs"]]
        return sum(leg["amount"] for leg in legs if leg["account"] == account)


@asynccontextmanager
async def opened_bazaar(servers: Mapping[str, str], folder: Path, *, program: Program = souk) -> AsyncIterator[Bazaar]:
    """One with two web processes, empty at first."""
    async with (
        sandbox_in(folder) as sandbox,
        markets.opened(servers, folder, webs=2, told=sandbox.environment, program=program) as market,
    ):
        yield Bazaar(market, sandbox)


@dataclass(frozen=True, slots=True)
class Deal:
    """An order whose buyer is at the cashier."""

    bazaar: Bazaar
    seller: RawClient
    buyer: RawClient
    listing: dict[str, Any]
    id: str
    url: str
    token: str
    """Of the buyer."""

    async def order(self) -> dict[str, Any]:
        ack = await self.buyer.ask("order:get", {"order_id": self.id})
        found: dict[str, Any] = ack["data"]["order"]
        return found

    async def comes_to(self, state: str, payment: str | None = None) -> dict[str, Any]:
        """Wait until the order is there."""
        order: dict[str, Any] = {}

        async def is_there() -> bool:
            order.update(await self.order())
            return order["state"] == state and payment in {None, order["payment"]["state"]}

        await until(is_there, seconds=60)
        return order

    async def is_for_sale_again(self) -> None:
        """Wait until the buyer can order it anew."""
        await self.is_for_sale_again_to(self.buyer)

    async def is_for_sale_again_to(self, client: RawClient) -> None:
        async def is_sold() -> bool:
            return bool((await place(client, self.listing))["ok"])

        await until(is_sold)

    async def pay(self, *, late: bool = False) -> None:
        await self.bazaar.sandbox.pay(self.url, late=late)


async def cashier(buyer: RawClient, order_id: str) -> str:
    """Where it is paid."""
    ack = await ask(buyer, "order:pay", order_id=order_id)
    assert ack["ok"], ack
    return str(ack["data"]["cashier_url"])


@asynccontextmanager
async def hands(market: Market, token: str, count: int) -> AsyncIterator[list[RawClient]]:
    """As many connections of one account, dealt out to all web processes."""
    async with AsyncExitStack() as stack:
        clients = [RawClient(market.urls[n % len(market.urls)]) for n in range(count)]
        for client in clients:
            await stack.enter_async_context(client)
            await client.connect(token=token)
        yield clients


@asynccontextmanager
async def deal(bazaar: Bazaar, **changes: Any) -> AsyncIterator[Deal]:
    """The listing is a single bicycle, changed in places."""
    async with somebody(bazaar.market.url) as (seller, _), somebody(bazaar.market.url) as (buyer, me):
        listing = await publish(seller, **{**BOTH, **changes})
        order_id = (await ordered(buyer, listing))["id"]
        yield Deal(bazaar, seller, buyer, listing, order_id, await cashier(buyer, order_id), me["access_token"])
