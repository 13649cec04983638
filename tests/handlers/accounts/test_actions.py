"""Accounts under competition and attack: one winner, and a stolen token ends the login for both."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

from handlers.accounts import actions
from handlers.accounts.payloads import LogIn
from handlers.ports import Shop, Work
from models.account import Account
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import AccountId
from server.app import Stores, open_stores
from server.settings import Settings
from server.stores.mongo import accounts
from server.stores.redis.attempts import BY_BOTH
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


class Telephone:
    """A line from some address, on which nothing is joined or sent."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def join(self, *rooms: str) -> None: ...

    async def try_join(self, *rooms: str) -> None: ...

    async def leave(self, *rooms: str) -> None: ...

    async def sign_in(self, actor: Actor, expires_at: datetime) -> None: ...

    async def sign_out(self) -> None: ...


async def anna(stores: Stores) -> None:
    """An account with a password, in a database without anybody else."""
    shop: Shop = stores.shop_for(Work())
    password_hash = await shop.passwords.hash(PASSWORD)
    account = Account.opened(AccountId("anna1"), "anna", password_hash, "Anna", shop.clock.now())
    await stores.database[accounts.COLLECTION].insert_one(accounts.to_doc(account))


async def outcome(stores: Stores, password: str, address: str) -> str:
    """How signing in as Anna ends."""
    body = LogIn(handle="anna", password=password)
    try:
        await actions.log_in(body, Telephone(address), stores.shop_for(Work()))
    except Refusal as no:
        return no.code
    return ""


async def test_who_guesses_at_one_account_is_soon_refused_the_right_password_too(settings: Settings) -> None:
    async with open_stores(settings) as stores:
        await anna(stores)
        guesses = [await outcome(stores, f"guess number {n}", "192.0.2.1") for n in range(BY_BOTH.times)]
        assert guesses == [Code.CREDENTIALS_WRONG] * BY_BOTH.times
        assert await outcome(stores, PASSWORD, "192.0.2.1") == Code.SLOW_DOWN
        assert not await outcome(stores, PASSWORD, "192.0.2.2")


async def test_who_knows_the_password_signs_in_as_often_as_he_likes(settings: Settings) -> None:
    async with open_stores(settings) as stores:
        await anna(stores)
        for _ in range(BY_BOTH.times + 2):
            assert not await outcome(stores, PASSWORD, "192.0.2.1")


async def test_nobody_signs_in_by_password_while_failures_cannot_be_counted(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    async with open_stores(nowhere) as stores:
        await anna(stores)
        assert await outcome(stores, PASSWORD, "192.0.2.1") == Code.UNAVAILABLE
