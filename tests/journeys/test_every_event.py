"""Every event of the catalogue, asked by strangers and with garbage: generated, so that none is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from handlers.catalogue import EVENTS
from models.actor import ANONYMOUS
from models.errors import Code
from tests.journeys.quiet import quietly
from tests.support.cases import about
from tests.support.market import Market
from tests.support.people import BICYCLE, PARCEL, PASSWORD, new_request_id, nobody, publish, somebody
from tests.support.raw import RawClient
from tests.support.uploads import presign

CODES = {code.value for code in Code}

GARBAGE = {
    "null": "null", "a number": "5", "a text": '"x"', "an array": "[]", "true": "true", "an operator": '{"$where":"1"}',
    "a strange field": '{"__proto__":{"admin":true}}', "not a number": '{"a":NaN}',
    "a lone surrogate": '{"a":"\\ud800"}', "two arguments": "{},{}", "deep": "[" * 2000 + "]" * 2000,
    "a big number": '{"a":1e999}',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Victim:
    """Somebody with an account, a listing and an upload that others have their hands on."""

    account_id: str
    handle: str
    listing_id: str
    media_id: str
    refresh_token: str
    order_id: str


Body = Callable[[Victim], Mapping[str, Any]]


def _nothing(_: Victim) -> Mapping[str, Any]:
    return {}


def _account(victim: Victim) -> Mapping[str, Any]:
    return {"account_id": victim.account_id}


def _listing(victim: Victim) -> Mapping[str, Any]:
    return {"listing_id": victim.listing_id}


def _nowhere() -> Mapping[str, Any]:
    return {"request_id": new_request_id(), "offer_id": "nowhere"}


def _once(victim: Victim) -> Mapping[str, Any]:
    return {"request_id": new_request_id(), **_listing(victim)}


def _case(_: Victim) -> Mapping[str, Any]:
    return {"case_id": "a_case"}


def _order(victim: Victim) -> Mapping[str, Any]:
    return {"request_id": new_request_id(), "order_id": victim.order_id}


YUAN = {"amount": 100, "currency": "CNY"}
PUBLIC = None
"""Anybody may ask this, about whomever."""

STRANGERS: dict[str, tuple[Body, str | None]] = {
    "server:time": (_nothing, PUBLIC),
    "presence:watch": (_account, PUBLIC),
    "presence:unwatch": (_account, PUBLIC),
    "account:register": (lambda victim: {"handle": victim.handle, "password": PASSWORD}, "handle_taken"),
    "account:login": (lambda victim: {"handle": victim.handle, "password": "not his password"}, "credentials_wrong"),
    "account:refresh": (lambda victim: {"refresh_token": victim.refresh_token[:-1] + "!"}, "token_invalid"),
    "account:logout": (_nothing, PUBLIC),
    "account:me": (_nothing, PUBLIC),
    "account:get": (lambda victim: {"id": victim.account_id}, PUBLIC),
    "account:update": (lambda _: {"version": 99, "display_name": "x"}, "account_changed"),
    "account:change_roles": (lambda victim: {"account_id": victim.account_id, "roles": ["admin"]}, "not_allowed"),
    "account:ban": (lambda victim: {"account_id": victim.account_id, "reason": "x"}, "not_allowed"),
    "account:lift_ban": (_account, "not_allowed"),
    "listing:publish": (lambda _: {"request_id": new_request_id(), **BICYCLE}, PUBLIC),
    "listing:revise": (lambda victim: {**_listing(victim), "version": 1, "title": "mine"}, "listing_not_found"),
    "listing:withdraw": (_listing, "listing_not_found"),
    "listing:get": (_listing, PUBLIC),
    "listing:browse": (lambda victim: {"seller_id": victim.account_id, "state": "withdrawn"}, "not_allowed"),
    "listing:watch": (_listing, PUBLIC),
    "listing:unwatch": (_listing, PUBLIC),
    "listing:categories": (_nothing, PUBLIC),
    "feed:watch": (_nothing, PUBLIC),
    "feed:unwatch": (_nothing, PUBLIC),
    "auction:bid": (lambda victim: {**_once(victim), "maximum": YUAN}, "auction_not_found"),
    "auction:buy": (lambda victim: {**_once(victim), "expected_amount": YUAN}, "auction_not_found"),
    "auction:retract": (lambda victim: {**_once(victim), "reason": "typo"}, "auction_not_found"),
    "auction:history": (_listing, "auction_not_found"),
    "offer:make": (lambda victim: {**_once(victim), "amount": YUAN}, "offer_unwanted"),
    "offer:counter": (lambda _: {**_nowhere(), "amount": YUAN}, "offer_not_found"),
    "offer:accept": (lambda _: _nowhere(), "offer_not_found"),
    "offer:decline": (lambda _: _nowhere(), "offer_not_found"),
    "offer:withdraw": (lambda _: _nowhere(), "offer_not_found"),
    "offer:list": (lambda victim: {**_listing(victim), "role": "seller"}, PUBLIC),
    "auction:mine": (_listing, PUBLIC),
    "media:presign": (lambda _: {"purpose": "listing", "content_type": "image/jpeg", "bytes": 1000}, PUBLIC),
    "media:confirm": (lambda victim: {"media_id": victim.media_id}, "media_not_found"),
    "account:list": (_nothing, "not_allowed"),
    "moderation:report": (lambda victim: about("listing", victim.listing_id), PUBLIC),
    "moderation:watch": (_nothing, "not_allowed"),
    "moderation:unwatch": (_nothing, "not_allowed"),
    "moderation:queue": (_nothing, "not_allowed"),
    "moderation:get": (_case, "not_allowed"),
    "moderation:claim": (_case, "not_allowed"),
    "moderation:release": (_case, "not_allowed"),
    "moderation:decide": (lambda _: {**_case(_), "version": 1, "verdict": "dismiss", "reason": "x"}, "not_allowed"),
    "moderation:audit": (_nothing, "not_allowed"),
    "order:place": (
        lambda victim: {**_once(victim), **PARCEL, "expected_amount": {"amount": 1, "currency": "CNY"}},
        "amount_changed",
    ),
    "order:get": (lambda victim: {"order_id": victim.order_id}, "order_not_found"),
    "order:watch": (lambda victim: {"order_id": victim.order_id}, "not_allowed"),
    "order:unwatch": (lambda victim: {"order_id": victim.order_id}, "not_allowed"),
    "order:list": (lambda _: {"role": "moderator"}, "not_allowed"),
    "order:address": (lambda victim: {**_order(victim), "delivery": "meetup"}, "order_not_found"),
    "order:cancel": (_order, "order_not_found"),
    "order:ship": (
        lambda victim: {**_order(victim), "carrier": "SF Express", "tracking_number": "SF123456"},
        "order_not_found",
    ),
    "order:hand_over": (lambda victim: {**_order(victim), "code": "123456"}, "order_not_found"),
    "order:pay": (_order, "order_not_found"),
    "order:receive": (_order, "order_not_found"),
    "order:extend": (_order, "order_not_found"),
    "order:dispute": (lambda victim: {**_order(victim), "reason": "mine"}, "order_not_found"),
    "order:resolve": (lambda victim: {**_order(victim), "outcome": "refund", "reason": "mine"}, "not_allowed"),
    "search:query": (lambda victim: {"q": victim.handle}, PUBLIC),
}
"""What a stranger asks with the victim's ids, and the code that he gets."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def victim(market: Market) -> Victim:
    async with somebody(market.url) as (client, me):
        listing = await publish(client)
        form = await presign(client, b"photo")
        other = await publish(client, title="What somebody else has ordered")
        async with somebody(market.url) as (buyer, _):
            ack = await buyer.ask("order:place", {"request_id": new_request_id(), "listing_id": other["id"], **PARCEL})
        account, order_id, token = me["account"], ack["data"]["order"]["id"], me["refresh_token"]
        return Victim(account["id"], account["handle"], listing["id"], form["media_id"], token, order_id)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stranger_s_token(market: Market) -> str:
    async with somebody(market.url) as (_, me):
        return str(me["access_token"])


def test_every_event_has_its_row() -> None:
    assert STRANGERS.keys() == EVENTS.keys()


@pytest.mark.parametrize("name", EVENTS)
async def test_nobody_in_particular_gets_a_coded_answer(market: Market, victim: Victim, name: str) -> None:
    body, code = STRANGERS[name]
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask(name, body(victim))
        if refusal := EVENTS[name].who.refusal(ANONYMOUS):
            assert ack["error"]["code"] == refusal
        else:
            _check(ack, code)


@pytest.mark.parametrize("name", EVENTS)
async def test_a_stranger_has_no_effect_on_what_is_not_his(
    market: Market, victim: Victim, stranger_s_token: str, name: str
) -> None:
    body, code = STRANGERS[name]
    async with quietly(market), RawClient(market.url) as client:
        await client.connect(token=stranger_s_token)
        before = await _belongings(client, victim)
        if name != "account:logout":
            _check(await client.ask(name, body(victim)), code)
        assert await _belongings(client, victim) == before


@pytest.mark.parametrize("who", ["nobody", "stranger"])
@pytest.mark.parametrize("name", EVENTS)
async def test_garbage_gets_a_coded_answer(market: Market, stranger_s_token: str, name: str, who: str) -> None:
    for spelled in GARBAGE.values():
        async with quietly(market), RawClient(market.url) as client:
            await client.connect(**({"token": stranger_s_token} if who == "stranger" else {}))
            ack = await client.ask_text(f'["{name}",{spelled}]')
            assert ack["ok"] is False
            assert ack["error"]["code"] in {"invalid_payload", "sign_in_required", "not_allowed"}
            assert len(str(ack)) < 2_000


@pytest.mark.parametrize("name", ["listing:publish"])
async def test_a_repeat_with_another_body_is_refused(market: Market, victim: Victim, name: str) -> None:
    async with somebody(market.url) as (client, _):
        body = {**STRANGERS[name][0](victim)}
        first = await client.ask(name, body)
        assert await client.ask(name, body) == first
        assert (await client.ask(name, {**body, "title": "another"}))["error"]["code"] == "idempotency_mismatch"


def _check(ack: Any, code: str | None) -> None:
    if code is None:
        assert ack["ok"] is True, ack
    else:
        assert ack["error"]["code"] == code, ack
        assert ack["error"]["code"] in CODES


async def _belongings(client: RawClient, victim: Victim) -> tuple[Any, Any]:
    account = await client.ask("account:get", {"id": victim.account_id})
    listing = await client.ask("listing:get", {"listing_id": victim.listing_id})
    return account, listing
