"""Roles, logins and keys that change while somebody is connected: on every process, within five seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import jwt

from server.auth.keys import make_key
from server.settings import Settings
from tests.support import market as markets
from tests.support.admins import admin
from tests.support.market import Market
from tests.support.people import nobody, register, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

WITHIN = 5


@asynccontextmanager
async def on_both(pair: Market) -> AsyncIterator[tuple[RawClient, RawClient, dict[str, Any]]]:
    """One login with an open socket on each process."""
    async with somebody(pair.urls[0]) as (here, me), RawClient(pair.urls[1]) as there:
        assert "sid" in await there.connect(token=me["access_token"])
        yield here, there, me


async def test_a_role_comes_to_both_processes_and_goes_with_what_it_let_one_hear(pair: Market) -> None:
    async with admin(pair) as (boss, _), on_both(pair) as (here, there, me):

        async def may_watch() -> list[bool]:
            return [(await client.ask("moderation:watch", {}))["ok"] for client in (here, there)]

        async def become(*roles: str) -> None:
            asked = {"account_id": me["account"]["id"], "roles": list(roles)}
            assert (await boss.ask("account:change_roles", asked))["ok"]

        async def both_may() -> bool:
            return await may_watch() == [True, True]

        async def neither_may() -> bool:
            return await may_watch() == [False, False]

        assert await neither_may()
        await become("user", "moderator")
        await until(both_may, seconds=WITHIN)
        await become("user")
        await until(neither_may, seconds=WITHIN)
        before = [len(client.heard) for client in (here, there)]
        async with somebody(pair.urls[1]) as (seller, _), somebody(pair.urls[0]) as (reporter, _):
            seller_id = (await seller.ask("account:me", {}))["data"]["account"]["id"]
            reported = {"subject": {"kind": "account", "id": seller_id}, "grounds": "scam"}
            assert (await reporter.ask("moderation:report", reported))["ok"]
            await reporter.ask("server:time", {})
        for client, start in zip((here, there), before, strict=True):
            await client.ask("server:time", {})
            assert not [said for said in client.heard[start:] if "moderation:" in said]


async def test_who_signs_out_on_one_process_is_nobody_on_the_other(pair: Market) -> None:
    async with on_both(pair) as (here, there, me):
        assert (await here.ask("account:logout", {}))["ok"]
        async with asyncio.timeout(WITHIN):
            assert await there.push("account:expired") == {}
        assert (await there.ask("account:me", {}))["error"]["code"] == "sign_in_required"
        async with RawClient(pair.urls[1]) as again:
            assert (await again.connect(token=me["access_token"]))["data"]["code"] == "token_invalid"
        async with nobody(pair.urls[1]) as thief:
            ack = await thief.ask("account:refresh", {"refresh_token": me["refresh_token"]})
            assert ack["error"]["code"] == "token_invalid"


async def test_a_stolen_refresh_token_ends_the_login_on_both_processes(pair: Market) -> None:
    async with on_both(pair) as (here, there, me), nobody(pair.urls[1]) as thief:
        for ok in (True, False):
            assert (await thief.ask("account:refresh", {"refresh_token": me["refresh_token"]}))["ok"] is ok
        async with asyncio.timeout(WITHIN):
            for client in (here, there):
                await client.push("account:expired")


async def test_keys_are_exchanged_under_running_processes(settings: Settings, tmp_path: Path) -> None:
    """A new key signs, the old one is still believed, on both processes; once its file is gone it is not."""
    keys = tmp_path / "signing"
    make_key(keys, "2026-01")
    market = await markets.start(settings, tmp_path, webs=2, SOUK_TOKEN_KEYS=str(keys))
    try:
        async with nobody(market.urls[0]) as client:
            tokens = [(await register(client))["access_token"]]
            make_key(keys, "2026-02")

            async def new_key_signs() -> bool:
                tokens.append((await register(client))["access_token"])
                return bool(jwt.get_unverified_header(tokens[-1])["kid"] == "2026-02")

            async def both_are_believed() -> bool:
                return all([await _let_in(url, token) for url in market.urls for token in (tokens[0], tokens[-1])])

            async def old_one_is_forgotten() -> bool:
                return not any([await _let_in(url, tokens[0]) for url in market.urls])

            await until(new_key_signs, seconds=60)
            await until(both_are_believed)
            (keys / "2026-01.pem").unlink()
            await until(old_one_is_forgotten, seconds=60)
            assert all([await _let_in(url, tokens[-1]) for url in market.urls])
    finally:
        await markets.stop(market)


async def _let_in(url: str, token: str) -> bool:
    async with RawClient(url) as client:
        return "sid" in await client.connect(token=token)
