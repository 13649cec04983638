"""Rights over other people's accounts: who has them, who has not, and how fast they reach open sockets."""

import asyncio

import pytest

from tests.support.admins import admin
from tests.support.market import Market
from tests.support.people import PASSWORD, nobody, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

POLICY_VIOLATION = 1008

ASKED = [
    ("account:change_roles", {"roles": ["admin"]}),
    ("account:ban", {"reason": "spam"}),
    ("account:lift_ban", {}),
]


@pytest.mark.parametrize(("event", "fields"), ASKED)
async def test_users_manage_nobody(market: Market, event: str, fields: dict[str, object]) -> None:
    async with somebody(market.url) as (client, data), nobody(market.url) as stranger:
        asked = {"account_id": data["account"]["id"], **fields}
        assert (await stranger.ask(event, asked))["error"]["code"] == "sign_in_required"
        assert (await client.ask(event, asked))["error"]["code"] == "not_allowed"


@pytest.mark.parametrize(("event", "fields"), ASKED)
async def test_nobody_manages_himself(market: Market, event: str, fields: dict[str, object]) -> None:
    async with admin(market) as (boss, own_id):
        assert (await boss.ask(event, {"account_id": own_id, **fields}))["error"]["code"] == "not_allowed"
        assert (await boss.ask(event, {"account_id": "nobody", **fields}))["error"]["code"] == "account_not_found"


async def test_a_role_reaches_the_open_socket(market: Market) -> None:
    async with admin(market) as (boss, _), somebody(market.url) as (client, data):
        account_id = data["account"]["id"]
        given = await boss.ask("account:change_roles", {"account_id": account_id, "roles": ["admin"]})
        assert given["data"]["account"]["roles"] == ["admin", "user"]
        assert await client.push("account:changed") == given["data"]

        async def manages() -> bool:
            ack = await client.ask("account:lift_ban", {"account_id": "nobody"})
            return bool(ack["error"]["code"] == "account_not_found")

        await until(manages, seconds=5)


async def test_a_role_that_is_taken_is_gone_at_once(market: Market) -> None:
    async with admin(market) as (boss, _), admin(market) as (deposed, deposed_id), somebody(market.url) as (_, data):
        taken = await boss.ask("account:change_roles", {"account_id": deposed_id, "roles": []})
        assert taken["data"]["account"]["roles"] == ["user"]
        asked = {"account_id": data["account"]["id"], "reason": "revenge"}
        assert (await deposed.ask("account:ban", asked))["error"]["code"] == "not_allowed"


async def test_of_two_admins_who_depose_each_other_at_once_one_remains(market: Market) -> None:
    async with admin(market) as (one, one_id), admin(market) as (other, other_id):
        acks = await asyncio.gather(
            one.ask("account:change_roles", {"account_id": other_id, "roles": []}),
            other.ask("account:change_roles", {"account_id": one_id, "roles": []}),
        )
        assert [ack["ok"] for ack in acks].count(True) == 1
        assert [ack["error"]["code"] for ack in acks if not ack["ok"]] == ["not_allowed"]


async def test_a_ban_closes_the_open_socket_and_every_door(market: Market) -> None:
    async with admin(market) as (boss, _), somebody(market.url) as (client, data), RawClient(market.url) as other:
        account = data["account"]
        banned = await boss.ask("account:ban", {"account_id": account["id"], "reason": "spam"})
        assert banned["data"]["account"]["ban"] == {"reason": "spam"}
        assert await client.closed() == POLICY_VIOLATION
        assert (await other.connect(token=data["access_token"]))["data"]["code"] == "banned"
        async with nobody(market.url) as door:
            credentials = {"handle": account["handle"], "password": PASSWORD}
            for event, asked in (
                ("account:login", credentials),
                ("account:refresh", {"refresh_token": data["refresh_token"]}),
            ):
                assert (await door.ask(event, asked))["error"]["code"] == "banned"
            lifted = await boss.ask("account:lift_ban", {"account_id": account["id"]})
            assert "ban" not in lifted["data"]["account"]
            assert (await door.ask("account:login", credentials))["ok"]


async def test_a_ban_is_for_a_time_to_come_and_not_for_admins(market: Market) -> None:
    async with admin(market) as (boss, _), admin(market) as (_, admin_id), somebody(market.url) as (_, data):
        past = {"account_id": data["account"]["id"], "reason": "spam", "until": "2020-01-01T00:00:00Z"}
        assert (await boss.ask("account:ban", past))["error"]["fields"].keys() == {"until"}
        equal = await boss.ask("account:ban", {"account_id": admin_id, "reason": "spam"})
        assert equal["error"]["code"] == "not_allowed"


async def test_a_ban_that_is_not_there_is_lifted_without_a_change(market: Market) -> None:
    async with admin(market) as (boss, _), somebody(market.url) as (_, data):
        lifted = await boss.ask("account:lift_ban", {"account_id": data["account"]["id"]})
        assert lifted["data"]["account"] == data["account"]
