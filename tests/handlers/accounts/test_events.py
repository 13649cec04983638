"""What each event of accounts answers, asked over a real socket."""

from typing import Any

from tests.support.market import Market
from tests.support.people import PASSWORD, new_handle, nobody, somebody
from tests.support.raw import RawClient


async def me(client: RawClient) -> Any:
    ack = await client.ask("account:me", {})
    return ack["data"]["account"] if ack["ok"] else ack["error"]["code"]


async def test_who_registers_goes_on_signed_in(market: Market) -> None:
    handle = new_handle()
    async with nobody(market.url) as client:
        assert await me(client) == "sign_in_required"
        ack = await client.ask("account:register", {"handle": handle, "password": PASSWORD, "display_name": "安娜"})
        assert ack["ok"], ack
        assert ack["data"].keys() == {"account", "access_token", "refresh_token", "expires_in"}
        account = ack["data"]["account"]
        assert (account["handle"], account["display_name"], account["version"]) == (handle, "安娜", 1)
        assert (account["roles"], account["permissions"]) == (["user"], ["market.trade"])
        assert await me(client) == account


async def test_a_handle_is_shown_until_there_is_a_name(market: Market) -> None:
    async with somebody(market.url) as (_, data):
        assert data["account"]["display_name"] == data["account"]["handle"]


async def test_a_handle_in_use_is_taken(market: Market) -> None:
    async with somebody(market.url) as (_, data), nobody(market.url) as client:
        ack = await client.ask("account:register", {"handle": data["account"]["handle"], "password": PASSWORD})
        assert ack["error"]["code"] == "handle_taken"


async def test_the_tokens_of_an_answer_open_other_sockets(market: Market) -> None:
    async with somebody(market.url) as (_, data), RawClient(market.url) as other:
        await other.connect(token=data["access_token"])
        assert await me(other) == data["account"]


async def test_signing_in_by_password(market: Market) -> None:
    async with somebody(market.url) as (_, data), nobody(market.url) as client:
        handle = data["account"]["handle"]
        ack = await client.ask("account:login", {"handle": handle, "password": PASSWORD})
        assert ack["data"]["account"] == data["account"]
        assert ack["data"]["refresh_token"] != data["refresh_token"]
        assert await me(client) == data["account"]


async def test_a_wrong_handle_and_a_wrong_password_sound_the_same(market: Market) -> None:
    async with somebody(market.url) as (_, data), nobody(market.url) as client:
        wrong = await client.ask("account:login", {"handle": data["account"]["handle"], "password": "wrong password"})
        unknown = await client.ask("account:login", {"handle": new_handle(), "password": "wrong password"})
        assert wrong == unknown
        assert wrong["error"]["code"] == "credentials_wrong"
        assert await me(client) == "sign_in_required"


async def test_who_signs_out_is_nobody_and_his_tokens_are_void(market: Market) -> None:
    async with somebody(market.url) as (client, data), RawClient(market.url) as other:
        assert await client.ask("account:logout", {}) == {"ok": True, "data": {}}
        assert await me(client) == "sign_in_required"
        refused = await client.ask("account:refresh", {"refresh_token": data["refresh_token"]})
        assert refused["error"]["code"] == "token_invalid"
        assert (await other.connect(token=data["access_token"]))["data"]["code"] == "token_invalid"


async def test_a_refresh_renews_the_open_socket_and_opens_a_fresh_one(market: Market) -> None:
    async with somebody(market.url) as (client, data), nobody(market.url) as fresh:
        first = await client.ask("account:refresh", {"refresh_token": data["refresh_token"]})
        assert first["data"]["account"] == data["account"]
        second = await fresh.ask("account:refresh", {"refresh_token": first["data"]["refresh_token"]})
        assert await me(fresh) == await me(client) == second["data"]["account"]


async def test_anybody_sees_a_profile_and_nothing_else_of_it(market: Market) -> None:
    async with somebody(market.url) as (_, data), nobody(market.url) as client:
        own = data["account"]
        public = {key: value for key, value in own.items() if key not in {"roles", "permissions"}}
        for named in ({"id": own["id"]}, {"handle": own["handle"]}):
            assert (await client.ask("account:get", named))["data"] == {"account": public}


async def test_a_profile_is_named_in_one_way_and_exists(market: Market) -> None:
    async with nobody(market.url) as client:
        both = {"id": "a", "handle": new_handle()}
        assert (await client.ask("account:get", both))["error"]["fields"].keys() == {"id"}
        assert (await client.ask("account:get", {}))["error"]["code"] == "invalid_payload"
        for named in ({"id": "nobody"}, {"handle": new_handle()}):
            assert (await client.ask("account:get", named))["error"]["code"] == "account_not_found"


async def test_a_change_of_profile_reaches_all_devices(market: Market) -> None:
    async with somebody(market.url) as (phone, data), RawClient(market.url) as laptop:
        await laptop.connect(token=data["access_token"])
        await me(laptop)
        ack = await phone.ask("account:update", {"version": 1, "display_name": "Anna", "bio": "two\nlines"})
        changed = ack["data"]["account"]
        assert (changed["version"], changed["display_name"], changed["bio"]) == (2, "Anna", "two\nlines")
        for device in (phone, laptop):
            assert await device.push("account:changed") == {"account": changed}
        late = await laptop.ask("account:update", {"version": 1, "display_name": "Ann"})
        assert late["error"]["code"] == "account_changed"
        kept = await laptop.ask("account:update", {"version": 2, "bio": ""})
        assert kept["data"]["account"]["display_name"] == "Anna"
