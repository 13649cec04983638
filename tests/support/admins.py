"""Admins and moderators for journeys, made as an operator and an admin make them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.accounts import create_admin
from server.settings import Settings
from tests.support.market import Market
from tests.support.people import PASSWORD, new_handle, nobody, somebody
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


@asynccontextmanager
async def moderator(market: Market) -> AsyncIterator[tuple[RawClient, str]]:
    """A client signed in as a new moderator, with the id of his account."""
    async with admin(market) as (boss, _), somebody(market.url) as (_, data), nobody(market.url) as client:
        account = data["account"]
        given = await boss.ask("account:change_roles", {"account_id": account["id"], "roles": ["moderator", "user"]})
        assert given["ok"], given
        ack = await client.ask("account:login", {"handle": account["handle"], "password": PASSWORD})
        assert ack["ok"], ack
        yield client, account["id"]
