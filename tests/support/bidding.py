"""Auctions of a journey: published a moment ago, with bids over real sockets."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.people import new_request_id
from tests.support.raw import RawClient
from tests.support.waiting import until


def cny(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "CNY"}


def auction(*, seconds: float = 3600, **terms: Any) -> dict[str, Any]:
    """Terms of an auction that begins at 10.00."""
    ends_at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    return {"kind": "auction", "start": cny(1000), "ends_at": ends_at, **terms}


async def bid(client: RawClient, listing: Mapping[str, Any], maximum: int, request_id: str = "") -> Any:
    body = {"listing_id": listing["id"], "maximum": cny(maximum), "request_id": request_id or new_request_id()}
    return await client.ask("auction:bid", body)


async def heard(client: RawClient, name: str) -> Any:
    """The next push of this name, of something that the clock does."""

    async def came() -> bool:
        await client.ask("server:time", {})
        return any(said == name for said, _ in client.pushes)

    await until(came, seconds=40)
    return await client.push(name)
