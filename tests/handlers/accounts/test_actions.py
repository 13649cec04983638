"""Accounts under competition and attack: one winner, and a stolen token ends the login for both."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from tests.support.market import Market
from tests.support.people import PASSWORD, new_handle, nobody, somebody
from tests.support.raw import RawClient


def codes(acks: list[Any]) -> list[str]:
    """How requests ended, the good ones first."""
    return sorted(("" if ack["ok"] else ack["error"]["code"]) for ack in acks)


async def several(stack: AsyncExitStack, market: Market, count: int) -> list[RawClient]:
    return [await stack.enter_async_context(nobody(market.url)) for _ in range(count)]


async def test_of_many_who_want_a_handle_at_once_one_has_it(market: Market) -> None:
    wanted = {"handle": new_handle(), "password": PASSWORD}
    async with AsyncExitStack() as stack:
        clients = await several(stack, market, 12)
        acks = await asyncio.gather(*(client.ask("account:register", wanted) for client in clients))
        assert codes(acks) == ["", *["handle_taken"] * 11]
        (winner,) = (ack["data"]["account"]["id"] for ack in acks if ack["ok"])
        seen = await clients[0].ask("account:get", {"handle": wanted["handle"]})
        assert seen["data"]["account"]["id"] == winner


async def test_a_refresh_token_that_comes_twice_ends_the_login_everywhere(market: Market) -> None:
    async with somebody(market.url) as (owner, data), nobody(market.url) as thief:
        stolen = {"refresh_token": data["refresh_token"]}
        taken = await thief.ask("account:refresh", stolen)
        assert codes([taken, await owner.ask("account:refresh", stolen)]) == ["", "token_invalid"]
        late = await thief.ask("account:refresh", {"refresh_token": taken["data"]["refresh_token"]})
        assert late["error"]["code"] == "token_invalid"
        for client in (owner, thief):
            assert await client.push("account:expired") == {}
            assert (await client.ask("account:me", {}))["error"]["code"] == "sign_in_required"


async def test_a_refresh_token_that_comes_many_times_at_once_has_one_winner_who_loses_too(market: Market) -> None:
    async with somebody(market.url) as (_, data), AsyncExitStack() as stack:
        clients = await several(stack, market, 8)
        token = {"refresh_token": data["refresh_token"]}
        acks = await asyncio.gather(*(client.ask("account:refresh", token) for client in clients))
        assert codes(acks) == ["", *["token_invalid"] * 7]
        (fresh,) = (ack["data"]["refresh_token"] for ack in acks if ack["ok"])
        after = await clients[0].ask("account:refresh", {"refresh_token": fresh})
        assert after["error"]["code"] == "token_invalid"


async def test_other_logins_of_the_account_go_on(market: Market) -> None:
    async with somebody(market.url) as (phone, data), nobody(market.url) as laptop:
        credentials = {"handle": data["account"]["handle"], "password": PASSWORD}
        login = await laptop.ask("account:login", credentials)
        await phone.ask("account:logout", {})
        assert (await laptop.ask("account:me", {}))["ok"]
        again = await laptop.ask("account:refresh", {"refresh_token": login["data"]["refresh_token"]})
        assert again["ok"]


async def test_a_socket_that_signs_in_as_somebody_else_hears_the_former_no_more(market: Market) -> None:
    async with somebody(market.url) as (shared, anna), somebody(market.url) as (_, bert), nobody(market.url) as phone:
        credentials = {"handle": bert["account"]["handle"], "password": PASSWORD}
        assert (await shared.ask("account:login", credentials))["ok"]
        signed_in = {"handle": anna["account"]["handle"], "password": PASSWORD}
        assert (await phone.ask("account:login", signed_in))["ok"]
        await phone.ask("account:update", {"version": 1, "bio": "for Anna's eyes"})
        await phone.push("account:changed")
        await shared.ask("account:update", {"version": 1, "bio": "Bert's"})
        assert (await shared.push("account:changed"))["account"]["bio"] == "Bert's"
