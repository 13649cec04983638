"""What people of a market have to lose: orders, offers, bids, pictures, positions and cases with secrets in them."""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from tests.support.admins import admin, moderator
from tests.support.bidding import auction, bid, cny
from tests.support.buying import BOTH, ask, ordered
from tests.support.cases import about, case_about, claimed, decide
from tests.support.haggling import negotiable, offer
from tests.support.paying import Bazaar, cashier
from tests.support.people import PASSWORD, new_handle, nobody, publish, register, somebody
from tests.support.photos import plain
from tests.support.raw import RawClient
from tests.support.uploads import made_ready
from tests.support.waiting import until

HOME = [129.732178, 62.027584]
"""Far from the middle of its cell."""
FLOOR, RESERVE, MAXIMUM, OFFERED = 7_391_713, 7_487_377, 7_299_311, 7_411_973
"""Amounts that nothing else can be."""
PRICE = 9_000_000
PARTIES = frozenset({"buyer", "seller"})
NAMED = ("accounts", "listings", "orders", "offers", "media", "cases")
"""Where documents are found by ids that people name."""
STAFF = frozenset({"moderator", "admin"})


@dataclass(frozen=True, slots=True)
class Secret:
    """What it looks like in a frame, and who may see it."""

    text: str
    known_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class Belongings:
    """Ids of all that somebody has, by name; who asks, by name; and what nobody else may learn."""

    bazaar: Bazaar
    database: Database[dict[str, Any]]
    ids: Mapping[str, str]
    handles: Mapping[str, str]
    tokens: Mapping[str, str]
    refresh_token: str
    secrets: Mapping[str, Secret]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def betrayed(self, asker: str, heard: list[str]) -> list[str]:
        """Secrets that somebody heard who may not know them."""
        said = "\n".join(heard)
        hidden = {name: it for name, it in self.secrets.items() if asker not in it.known_to}
        return [name for name, it in hidden.items() if re.search(it.text, said)]

    def stored(self) -> Mapping[str, list[dict[str, Any]]]:
        """All of it as MongoDB has it, but for what jobs write by themselves."""
        mine, orders = {"$in": list(self.ids.values())}, {"$in": [self["order"], self["meetup"], self["dispute"]]}
        by_jobs = dict.fromkeys(("version", "look_at", "looks", "failures", "said"), 0)
        return {
            **{name: self._documents(name, _id=mine) for name in NAMED},
            "bids": self._documents("bids", listing_id=mine),
            "logins": self._documents("logins", account_id=mine),
            "ledger": self._documents("ledger", order_id=orders),
            "payments": list(self.database["payments"].find({"order_id": orders}, by_jobs)),
        }

    def _documents(self, collection: str, **where: Any) -> list[dict[str, Any]]:
        return list(self.database[collection].find(where))


@asynccontextmanager
async def belongings(bazaar: Bazaar) -> AsyncIterator[Belongings]:
    """Two who trade with each other, a stranger, staff, and one who was banned."""
    market = bazaar.market
    async with AsyncExitStack() as stack:
        told = market.environment
        client = stack.enter_context(MongoClient[dict[str, Any]](told["SOUK_MONGO_URL"]))
        people = {
            name: await stack.enter_async_context(somebody(market.url))
            for name in ("buyer", "seller", "stranger", "reporter")
        }
        (buyer, _), (seller, owner), (reporter, _) = people["buyer"], people["seller"], people["reporter"]
        judge, judge_id = await stack.enter_async_context(moderator(market))
        note, reason = _word(), _word()
        ids, hidden = await _things(bazaar, seller, buyer)
        assert (await reporter.ask("moderation:report", about("listing", ids["removed"])))["ok"]
        await decide(judge, await claimed(judge, ids["removed"]), "remove", reason="It is forbidden.")
        assert (await reporter.ask("moderation:report", about("listing", ids["negotiable"], note=note)))["ok"]
        ids["case"] = (await claimed(judge, ids["negotiable"]))["id"]
        assert (await ask(buyer, "order:dispute", order_id=ids["dispute"], reason=reason))["ok"]

        async def is_open() -> bool:
            ack = await judge.ask("moderation:queue", {"limit": 100})
            return any(it["subject"]["id"] == ids["dispute"] for it in ack["data"]["items"])

        await until(is_open)
        ids["dispute_case"] = (await case_about(judge, ids["dispute"]))["id"]
        tokens, handles = await _askers(bazaar, stack, people)
        ids |= {name: data["account"]["id"] for name, (_, data) in people.items() if name in PARTIES}
        ids["judge"] = judge_id
        hidden |= {
            "note of a report": Secret(note, STAFF),
            "reason of a dispute": Secret(reason, PARTIES | STAFF),
            "somebody else's token": Secret(re.escape(owner["refresh_token"]), frozenset({"seller"})),
        }
        yield Belongings(
            bazaar, client[told["SOUK_MONGO_DATABASE"]], ids, handles, tokens, owner["refresh_token"], hidden
        )


async def _things(bazaar: Bazaar, seller: RawClient, buyer: RawClient) -> tuple[dict[str, str], dict[str, Secret]]:
    """What the seller has for sale, and what the buyer has to do with it."""
    recipient, street, phone, tracking = _word(), _word(), f"+86 139 {secrets.randbelow(10**8):08}", _word().upper()
    parcel = {"delivery": "ship", "address": {"recipient": recipient, "phone": phone, "city": "杭州", "street": street}}
    things = BOTH | {"location": {"type": "Point", "coordinates": HOME}}
    picture = (await made_ready(seller, plain()))["id"]
    avatar = (await made_ready(seller, plain(), purpose="avatar"))["id"]
    upload = (await seller.ask("media:presign", {"purpose": "listing", "content_type": "image/jpeg", "bytes": 9}))[
        "data"
    ]
    sale = negotiable(PRICE, offer_floor=cny(FLOOR))
    kept = await publish(seller, **things, title="A samovar", pictures=[picture], sale=sale)
    removed = await publish(seller, **things, title="What is forbidden")
    bidding = await publish(
        seller, **things, title="A balalaika", sale=auction(reserve=cny(RESERVE), buy_now=cny(PRICE))
    )
    assert (await bid(buyer, bidding, MAXIMUM))["ok"]
    offered = await offer(buyer, kept, OFFERED)
    order = await ordered(buyer, await publish(seller, **things, title="At the cashier"), **parcel)
    url = await cashier(buyer, order["id"])
    meeting = await publish(seller, **things, title="To be met for")
    meetup = await ordered(buyer, meeting, delivery="meetup", address=None)
    dispute = await ordered(buyer, await publish(seller, **things, title="Disputed"), **parcel)
    await bazaar.sandbox.pay(await cashier(buyer, dispute["id"]))

    async def is_paid() -> bool:
        return bool((await buyer.ask("order:get", {"order_id": dispute["id"]}))["data"]["order"]["state"] == "paid")

    await until(is_paid)
    assert (await ask(seller, "order:ship", order_id=dispute["id"], carrier="SF", tracking_number=tracking))["ok"]
    ids = {
        "negotiable": kept["id"], "removed": removed["id"], "auction": bidding["id"], "offer": offered["id"],
        "order": order["id"], "meetup": meetup["id"], "dispute": dispute["id"], "met": meeting["id"],
        "picture": picture, "avatar": avatar, "upload": upload["media_id"],
    }  # fmt: skip
    nobody_else = frozenset({"buyer"})
    hidden = {
        "address": Secret("|".join(map(re.escape, (recipient, phone, street))), PARTIES | STAFF),
        "parcel": Secret(tracking, PARTIES | STAFF),
        "code": Secret(f'"{meetup["meetup_code"]}"', nobody_else),
        "cashier": Secret(re.escape(url), nobody_else),
        "maximum": Secret(rf"\b{MAXIMUM}\b", nobody_else),
        "offer": Secret(rf"\b{OFFERED}\b", PARTIES),
        "floor": Secret(rf"\b{FLOOR}\b", frozenset({"seller"})),
        "reserve": Secret(rf"\b{RESERVE}\b", frozenset({"seller"})),
        "position": Secret(r"129\.73[12]|62\.02[78]", frozenset({"seller"})),
        "form of an upload": Secret(re.escape(upload["fields"]["policy"]), frozenset({"seller"})),
    }
    return ids, hidden


async def _askers(
    bazaar: Bazaar, stack: AsyncExitStack, people: Mapping[str, tuple[RawClient, dict[str, Any]]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Tokens and handles by name; the banned one got his before."""
    market = bazaar.market
    boss, _ = await stack.enter_async_context(admin(market))
    given = {name: data for name, (_, data) in people.items()}
    for name, roles in (("moderator", ["moderator", "user"]), ("banned", ["user"])):
        async with nobody(market.url) as client:
            account = (await register(client))["account"]
            change = {"account_id": account["id"], "roles": roles}
            assert (await boss.ask("account:change_roles", change))["ok"]
            given[name] = await _logged_in(client, account["handle"])
    assert (await boss.ask("account:ban", {"account_id": given["banned"]["account"]["id"], "reason": "x"}))["ok"]
    handle = new_handle()
    async with nobody(market.url) as client:
        account = (await client.ask("account:register", {"handle": handle, "password": PASSWORD}))["data"]["account"]
        assert (await boss.ask("account:change_roles", {"account_id": account["id"], "roles": ["admin"]}))["ok"]
        given["admin"] = await _logged_in(client, handle)
    tokens = {name: data["access_token"] for name, data in given.items()}
    return tokens, {name: data["account"]["handle"] for name, data in given.items()}


async def _logged_in(client: RawClient, handle: str) -> dict[str, Any]:
    ack = await client.ask("account:login", {"handle": handle, "password": PASSWORD})
    data: dict[str, Any] = ack["data"]
    return data


def _word() -> str:
    """One that nobody else says."""
    return f"secret{secrets.token_hex(6)}"
