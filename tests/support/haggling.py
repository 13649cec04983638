"""Offers in journeys: what somebody asks about a price."""

from typing import Any

from tests.support.bidding import cny
from tests.support.people import new_request_id
from tests.support.raw import RawClient


def negotiable(price: int = 10_000, **more: Any) -> dict[str, Any]:
    """A sale that takes offers."""
    return {"kind": "fixed", "price": cny(price), "offers": True, **more}


async def ask(client: RawClient, event: str, **body: Any) -> Any:
    return await client.ask(event, {"request_id": new_request_id(), **body})


async def offer(client: RawClient, listing: dict[str, Any], amount: int) -> dict[str, Any]:
    ack = await ask(client, "offer:make", listing_id=listing["id"], amount=cny(amount))
    assert ack["ok"], ack
    made: dict[str, Any] = ack["data"]["offer"]
    return made
