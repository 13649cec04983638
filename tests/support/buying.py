"""Buying in journeys: a seller, a buyer, and what one may order from the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.market import Market
from tests.support.people import PARCEL, new_request_id, publish, somebody
from tests.support.raw import RawClient

BOTH = {"delivery": ["ship", "meetup"], "shipping_fee": {"amount": 1500, "currency": "CNY"}}


async def ask(client: RawClient, event: str, **body: Any) -> Any:
    return await client.ask(event, {"request_id": new_request_id(), **body})


async def place(client: RawClient, listing: dict[str, Any], **more: Any) -> Any:
    """Order it to be shipped unless told otherwise; gives the ack."""
    return await ask(client, "order:place", **{"listing_id": listing["id"], **PARCEL, **more})


async def ordered(client: RawClient, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    ack = await place(client, listing, **more)
    assert ack["ok"], ack
    order: dict[str, Any] = ack["data"]["order"]
    return order


async def refused(client: RawClient, event: str, **body: Any) -> str:
    ack = await ask(client, event, **body)
    assert not ack["ok"], ack
    return str(ack["error"]["code"])


async def shipped(seller: RawClient, order_id: str) -> Any:
    """The parcel is on its way; gives the ack."""
    return await ask(seller, "order:ship", order_id=order_id, carrier="SF Express", tracking_number="SF123456")


def units(stock: int) -> dict[str, Any]:
    """A sale of so many, cheap ones."""
    return {"kind": "fixed", "price": {"amount": 100, "currency": "CNY"}, "stock": stock}


@asynccontextmanager
async def trade(market: Market, **changes: Any) -> AsyncIterator[tuple[RawClient, RawClient, dict[str, Any]]]:
    """The listing is a bicycle that is shipped or met for, changed in places."""
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        yield seller, buyer, await publish(seller, **{**BOTH, **changes})
