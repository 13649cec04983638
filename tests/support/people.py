"""People of a journey: registered on the spot, with handles nobody else has."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.raw import RawClient
from tests.support.waiting import until

PASSWORD = "correct horse battery"

BICYCLE: dict[str, Any] = {
    "title": "Mountain bicycle, barely used",
    "category": "bicycles",
    "condition": "like_new",
    "delivery": ["ship"],
    "sale": {"kind": "fixed", "price": {"amount": 90_000, "currency": "CNY"}},
}
"""A listing that may be published as it is."""

PARCEL: dict[str, Any] = {
    "delivery": "ship",
    "address": {"recipient": "王伟", "phone": "+86 138 0000 0000", "city": "杭州", "street": "文一路 1 号"},
}
"""How one orders it."""


def new_handle() -> str:
    return f"p_{secrets.token_hex(8)}"


def new_request_id() -> str:
    return secrets.token_hex(16)


@asynccontextmanager
async def nobody(url: str) -> AsyncIterator[RawClient]:
    """A client that is connected and not signed in."""
    async with RawClient(url) as client:
        assert "sid" in await client.connect()
        yield client


@asynccontextmanager
async def somebody(url: str) -> AsyncIterator[tuple[RawClient, dict[str, Any]]]:
    """A client that has just registered, with the data of its ack: account and tokens."""
    async with nobody(url) as client:
        yield client, await register(client)


async def register(client: RawClient) -> dict[str, Any]:
    """Open an account; gives the data of the ack: account and tokens."""
    return await granted(client, "account:register", handle=new_handle(), password=PASSWORD)


async def granted(client: RawClient, event: str, **body: Any) -> dict[str, Any]:
    """The data of the ack; asked again while a busy server says that a store is late and nothing was changed."""
    acks: list[Any] = []

    async def is_answered() -> bool:
        acks.append(await client.ask(event, body))
        return bool(acks[-1]["ok"] or acks[-1]["error"]["code"] != "unavailable")

    await until(is_answered)
    assert acks[-1]["ok"], acks[-1]
    data: dict[str, Any] = acks[-1]["data"]
    return data


async def publish(client: RawClient, **changes: Any) -> dict[str, Any]:
    """Publish the bicycle, changed in places; gives the view."""
    data = await granted(client, "listing:publish", request_id=new_request_id(), **{**BICYCLE, **changes})
    listing: dict[str, Any] = data["listing"]
    return listing
