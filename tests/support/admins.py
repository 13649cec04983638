"""Admins and tokens for journeys, made as an operator makes them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.accounts import create_admin
from server.settings import Settings
from tests.support.market import Market
from tests.support.people import PASSWORD, new_handle, nobody
from tests.support.raw import RawClient


@asynccontextmanager
async def admin(market: Market) -> AsyncIterator[tuple[RawClient, str]]:
    """A client signed in as a new admin, with the id of his account."""
    handle = new_handle()
    given = {name.removeprefix("SOUK_").lower(): value for name, value in market.environment.items()}
    await asyncio.to_thread(create_admin, Settings.model_validate(given), handle=handle, password=PASSWORD)
    async with nobody(market.url) as client:
        ack = await client.ask("account:login", {"handle": handle, "password": PASSWORD})
        assert ack["ok"], ack
        yield client, ack["data"]["account"]["id"]
