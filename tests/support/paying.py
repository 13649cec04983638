"""Paying in journeys: a market beside its sandbox, one order at the cashier, and the comparison of both books."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from models.ledger import GATEWAY
from tests.support.buying import BOTH, ask, ordered, place
from tests.support.market import Market
from tests.support.people import publish, somebody
from tests.support.raw import RawClient
from tests.support.sandbox import Sandbox
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
        theirs = Counter(
            (line["number"], line["request_number"], line["amount"])
            for line in await self.sandbox.book()
            if line["number"].rpartition("_")[0] in order_ids
        )
        ours: Counter[tuple[str, str, int]] = Counter()
        known: dict[str, list[dict[str, Any]]] = {order_id: [] for order_id in order_ids}
        for entry in self.documents("ledger", order_id={"$in": order_ids}):
            known[entry["order_id"]].append(entry)
        for entries in known.values():
            assert len({(it["kind"], it["reference"]) for it in entries}) == len(entries)
            assert len([it for it in entries if it["kind"] == "payment"]) <= 1
            for entry in entries:
                assert sum(leg["amount"] for leg in entry["legs"]) == 0
                reference = entry["reference"] if "refund" in entry["kind"] else ""
                for leg in entry["legs"]:
                    if leg["account"] == GATEWAY:
                        ours[entry["trade"], reference, leg["amount"]] += 1
        assert ours == theirs

    def balance(self, order_id: str, account: str) -> int:
        """What the ledger says of an account, as far as this order goes."""
        legs = [leg for entry in self.entries(order_id) for leg in entry["legs"]]
        return sum(leg["amount"] for leg in legs if leg["account"] == account)


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
