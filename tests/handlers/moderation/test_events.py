"""What each event of moderation answers, and to whom it answers nothing."""

from typing import Any

import pytest

from handlers.catalogue import EVENTS
from models.board import RATES
from tests.support.admins import admin, moderator
from tests.support.cases import about, case_about, claimed, decide
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until

STAFF = [name for name in EVENTS if name.startswith("moderation:") and name != "moderation:report"]
CASE = {"case_id": "no_such_case"}
BODIES: dict[str, dict[str, Any]] = {
    "moderation:get": CASE,
    "moderation:claim": CASE,
    "moderation:release": CASE,
    "moderation:decide": {**CASE, "version": 1, "verdict": "dismiss", "reason": "x"},
}


@pytest.mark.parametrize("name", STAFF)
async def test_users_and_strangers_have_no_part_in_it(market: Market, name: str) -> None:
    async with somebody(market.url) as (user, _), nobody(market.url) as stranger:
        body = BODIES.get(name, {})
        assert (await user.ask(name, body))["error"]["code"] == "not_allowed"
        assert (await stranger.ask(name, body))["error"]["code"] == "sign_in_required"


@pytest.mark.parametrize("name", BODIES)
async def test_a_case_that_is_not_there_is_not_found(market: Market, name: str) -> None:
    async with moderator(market) as (staff, _):
        assert (await staff.ask(name, BODIES[name]))["error"]["code"] == "case_not_found"


async def test_only_what_exists_and_is_not_one_s_own_is_reported(market: Market) -> None:
    async with somebody(market.url) as (client, me):
        listing = await publish(client)
        for subject, code in (
            (about("listing", "none"), "listing_not_found"),
            (about("account", "none"), "account_not_found"),
            (about("listing", listing["id"]), "not_allowed"),
            (about("account", me["account"]["id"]), "not_allowed"),
        ):
            assert (await client.ask("moderation:report", subject))["error"]["code"] == code


async def test_a_report_reaches_the_queue_that_moderators_look_at(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, me), moderator(market) as (it, _):
        listing = await publish(seller)
        await it.ask("moderation:watch", {"kinds": []})
        await reader.ask("moderation:report", about("listing", listing["id"], note="Not his."))
        pushed = (await it.push("moderation:case_changed"))["case"]
        assert pushed == await case_about(it, listing["id"])
        assert pushed["reports"][0]["by"]["id"] == me["account"]["id"]
        assert (pushed["subject"], pushed["state"]) == (
            {"kind": "listing", "id": listing["id"], "title": listing["title"]},
            "open",
        )
        case = await claimed(it, listing["id"])
        assert (await it.push("moderation:case_changed"))["case"] == case
        assert (await it.ask("moderation:get", {"case_id": case["id"]}))["data"]["case"] == case


async def test_the_queue_has_pages_and_each_case_once(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listings = {(await publish(seller, title=f"Number {n}"))["id"] for n in range(3)}
        for listing_id in listings:
            await reader.ask("moderation:report", about("listing", listing_id))
        for state, settle in (("open", False), ("decided", True)):
            for listing_id in listings if settle else ():
                assert (await decide(it, await claimed(it, listing_id), "dismiss"))["ok"]
            seen: list[dict[str, Any]] = []
            cursor: dict[str, str] = {}
            while True:
                page = (await it.ask("moderation:queue", {"state": state, "limit": 2, **cursor}))["data"]
                seen += page["items"]
                if page["next_cursor"] is None:
                    break
                cursor = {"cursor": page["next_cursor"]}
            assert len({case["id"] for case in seen}) == len(seen)
            assert listings <= {case["subject"]["id"] for case in seen}
            moments = [case["opened_at" if state == "open" else "changed_at"] for case in seen]
            assert moments == sorted(moments, reverse=state == "decided")


async def test_a_version_that_was_not_looked_at_is_not_decided(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (reader, _), moderator(market) as (it, _):
        listing = await publish(seller)
        await reader.ask("moderation:report", about("listing", listing["id"]))
        unclaimed = await case_about(it, listing["id"])
        assert (await decide(it, unclaimed, "remove"))["error"]["code"] == "case_unclaimed"
        case = await claimed(it, listing["id"])
        assert (await decide(it, unclaimed, "remove"))["error"]["code"] == "moderation_changed"
        for wrong in ({"until": "2999-01-01T00:00:00Z"}, {"verdict": "ban", "until": "2020-01-01T00:00:00Z"}):
            ack = await decide(it, case, **{"verdict": "remove", **wrong})
            assert ack["error"]["fields"].keys() == {"until"}
        assert (await decide(it, case, "refund"))["error"]["fields"].keys() == {"verdict"}
        assert (await decide(it, case, "restore"))["error"]["fields"].keys() == {"verdict"}
        assert await case_about(it, listing["id"]) == case


async def test_the_snapshot_has_all_rates_and_later_ones_are_pushed_with_the_health_of_the_parts(
    market: Market,
) -> None:
    async with moderator(market) as (staff, _), somebody(market.url) as (seller, _):
        first = (await staff.ask("moderation:watch", {}))["data"]
        assert first["rates"].keys() == set(RATES)
        await publish(seller)
        pushed = await staff.push("moderation:rates")
        while pushed["rates"]["listings"] < 1 or "worker" not in pushed["health"]:
            pushed = await staff.push("moderation:rates")
        assert pushed["rates"]["sockets"] >= 2
        assert pushed["health"] == dict.fromkeys(("mongo", "redis", "search", "objects", "worker"), "ok")
        assert (await staff.ask("moderation:unwatch", {}))["ok"]


async def test_who_is_no_moderator_any_more_hears_nothing_more(market: Market) -> None:
    async with admin(market) as (boss, _), moderator(market) as (staff, staff_id), somebody(market.url) as (user, _):
        await staff.ask("moderation:watch", {})
        await boss.ask("account:change_roles", {"account_id": staff_id, "roles": []})

        async def is_deaf() -> bool:
            ack = await staff.ask("moderation:queue", {})
            return bool(not ack["ok"] and ack["error"]["code"] == "not_allowed")

        await until(is_deaf, seconds=5)
        staff.pushes.clear()
        async with somebody(market.url) as (seller, _):
            listing = await publish(seller)
        await user.ask("moderation:report", about("listing", listing["id"]))
        await boss.ask("moderation:watch", {})
        await boss.push("moderation:rates")
        await staff.ask("server:time", {})
        assert not [name for name, _ in staff.pushes if name.startswith("moderation:")]


async def test_accounts_are_listed_for_those_who_manage_them(market: Market) -> None:
    async with (
        admin(market) as (boss, boss_id),
        moderator(market) as (staff, staff_id),
        somebody(market.url) as (_, me),
    ):
        handle = me["account"]["handle"]
        (found,) = (await boss.ask("account:list", {"handle": handle}))["data"]["items"]
        assert found == me["account"]
        moderators = await listed(boss, role="moderator")
        assert staff_id in moderators
        assert boss_id not in moderators
        assert (await staff.ask("account:list", {}))["error"]["code"] == "not_allowed"
        assert (await boss.ask("account:list", {"handle": ".*"}))["error"]["code"] == "invalid_payload"


async def test_what_admins_do_to_accounts_stands_in_the_audit(market: Market) -> None:
    async with admin(market) as (boss, boss_id), somebody(market.url) as (_, me):
        account_id = me["account"]["id"]
        named = {"account_id": account_id}
        await boss.ask("account:change_roles", {**named, "roles": ["moderator"], "reason": "He is good."})
        await boss.ask("account:ban", {**named, "reason": "He was not."})
        await boss.ask("account:lift_ban", named)
        entries = (await boss.ask("moderation:audit", {"subject_id": account_id}))["data"]["items"]
        assert [entry["deed"] for entry in entries] == ["lift_ban", "ban", "change_roles"]
        assert {entry["by"]["id"] for entry in entries} == {boss_id}
        assert [entry["reason"] for entry in entries] == ["", "He was not.", "He is good."]
        assert entries[2]["detail"] == "moderator"


async def listed(client: RawClient, **asked: Any) -> list[str]:
    ids: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.ask("account:list", {"limit": 50, **asked, **cursor}))["data"]
        ids += [account["id"] for account in page["items"]]
        if page["next_cursor"] is None:
            return ids
        cursor = {"cursor": page["next_cursor"]}
