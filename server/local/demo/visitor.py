"""One simulated person on a real socket: the stock Socket.IO client, signed in, with listings of their own."""

import asyncio
import random
import uuid
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import socketio
from socketio.exceptions import SocketIOError

from handlers.sales import sale_of
from models.auction import Bidder
from models.listing import Draft
from models.money import Money
from models.place import Point
from server.local.demo import auctions, prices
from server.local.demo.market import Market
from server.local.demo.people import Person

ANSWER_SECONDS = 10
_RENEW_AT = 0.7
"""Tokens are renewed after this share of their life."""
_PAGE = 100
_HOW_OFTEN = (34, 18, 14, 20, 8, 6)
"""Publishing, revising, watching, bidding, making an offer, answering one."""
_FAIR = 0.85
"""The least share of a price that a seller answers with another price."""

View = Mapping[str, Any]


class Away(Exception):
    """The market does not answer, or has hung up."""


class Refused(Exception):
    """The market said no."""

    def __init__(self, error: View) -> None:
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = str(error["code"])
        self.retry_after = float(error.get("retry_after", 0))


class Visitor:
    """Acts as one account of the demo market; as many listings as it publishes it withdraws, the oldest first."""

    def __init__(self, url: str, person: Person, market: Market) -> None:
        self._url = url
        self._person = person
        self._market = market
        self._client = socketio.AsyncClient(reconnection=False)
        self._refresh_token = ""
        self._renew_at = 0.0
        self._own: deque[View] = deque()
        self._most = 0

    @property
    def handle(self) -> str:
        return self._person.account.handle

    @asynccontextmanager
    async def signed_in(self, password: str) -> AsyncIterator[None]:
        """Connected and signed in; hangs up at the end."""
        try:
            await self._client.connect(self._url, transports=["websocket"], auth={"protocol": 1, "recovery": False})
            session = await self.ask("account:login", handle=self.handle, password=password)
            self._keep(session)
            await self._look_up_own(session["account"]["id"])
            await self.ask("feed:watch")
            yield
        except SocketIOError as problem:
            raise Away(str(problem) or type(problem).__name__) from problem
        finally:
            await self._client.disconnect()

    async def act(self, luck: random.Random) -> str:
        """Do one thing; gives its name."""
        if asyncio.get_running_loop().time() > self._renew_at:
            self._keep(await self.ask("account:refresh", refresh_token=self._refresh_token))
        if len(self._own) > self._most:
            return await self._withdraw()
        acts = (self._publish, self._revise, self._watch, self._bid, self._offer, self._answer)
        (chosen,) = luck.choices(acts, _HOW_OFTEN)
        return await chosen(luck)

    async def ask(self, event: str, **body: Any) -> View:
        """The data of the answer. Raises Refused, or Away when none comes."""
        try:
            ack: View = await self._client.call(event, body, timeout=ANSWER_SECONDS)
        except SocketIOError as problem:
            raise Away(f"{event}: {type(problem).__name__}") from problem
        if not ack["ok"]:
            raise Refused(ack["error"])
        data: View = ack["data"]
        return data

    def _keep(self, session: View) -> None:
        self._refresh_token = session["refresh_token"]
        self._renew_at = asyncio.get_running_loop().time() + session["expires_in"] * _RENEW_AT

    async def _look_up_own(self, account_id: str) -> None:
        self._own.clear()
        page = await self.ask("listing:browse", seller_id=account_id, limit=_PAGE)
        self._own.extendleft(page["items"])
        while cursor := page["next_cursor"]:
            page = await self.ask("listing:browse", seller_id=account_id, limit=_PAGE, cursor=cursor)
            self._own.extendleft(page["items"])
        self._most = self._most or max(len(self._own), 1)

    async def _publish(self, luck: random.Random) -> str:
        now = datetime.now(UTC)
        draft, _ = self._market.draft(luck, self._person, now, now)
        reply = await self.ask("listing:publish", request_id=uuid.uuid4().hex, **request(draft))
        self._own.append(reply["listing"])
        return f"published {draft.title}"

    async def _revise(self, luck: random.Random) -> str:
        """Lower a price; when somebody else changed the listing, look at it again."""
        priced = [place for place, it in enumerate(self._own) if it["sale"]["kind"] == "fixed"]
        if not priced:
            return await self._publish(luck)
        place = luck.choice(priced)
        it = self._own[place]
        price = prices.revised(luck, Money(**it["price"]))
        sale = {**it["sale"], "price": money(price)}
        if sale.get("offer_floor", {"amount": 0})["amount"] > price.amount:
            del sale["offer_floor"]
        try:
            reply = await self.ask("listing:revise", listing_id=it["id"], version=it["version"], sale=sale)
        except Refused:
            del self._own[place]
            reply = await self.ask("listing:get", listing_id=it["id"])
            if reply["listing"]["state"] == "live":
                self._own.append(reply["listing"])
            raise
        self._own[place] = reply["listing"]
        return f"revised {it['title']}"

    async def _withdraw(self) -> str:
        it = self._own.popleft()
        await self.ask("listing:withdraw", listing_id=it["id"])
        return f"withdrew {it['title']}"

    async def _watch(self, luck: random.Random) -> str:
        """Look closely at something new for the time of one act."""
        page = await self.ask("listing:browse", limit=20)
        if not page["items"]:
            return "found nothing to watch"
        it = luck.choice(page["items"])
        await self.ask("listing:watch", listing_id=it["id"])
        await self.ask("listing:unwatch", listing_id=it["id"])
        return f"watched {it['title']}"

    async def _bid(self, luck: random.Random) -> str:
        """On something new that still seems worth it, and that one does not lead in."""
        own_mask = Bidder(self._person.account.id, self.handle).masked
        for it in await self._of_others(luck, "auction"):
            if it["auction"]["leader"] == own_mask:
                continue
            worth = auctions.worth(self.handle, it["id"], Money(**it["sale"]["start"]))
            least = it["auction"]["next_minimum"]
            maximum = auctions.maximum(luck, least["amount"], worth, least["currency"])
            if maximum is None:
                continue
            body = {"listing_id": it["id"], "maximum": {**least, "amount": maximum}}
            await self.ask("auction:bid", request_id=uuid.uuid4().hex, **body)
            return f"bid on {it['title']}"
        return "found nothing to bid on"

    async def _offer(self, luck: random.Random) -> str:
        """Less than what is asked for something new."""
        for it in await self._of_others(luck, "fixed"):
            if it["sale"]["offers"]:
                amount = prices.about(luck, Money(**it["price"]), 0.7, 0.95)
                body = {"listing_id": it["id"], "amount": money(amount)}
                await self.ask("offer:make", request_id=uuid.uuid4().hex, **body)
                return f"offered {amount} for {it['title']}"
        return "found nothing to haggle over"

    async def _answer(self, luck: random.Random) -> str:
        """Meet a fair offer half-way, and decline others; to agree is left to people who pay."""
        page = await self.ask("offer:list", role="seller", state="open", limit=20)
        asked = {it["id"]: it["price"] for it in self._own}
        for it in luck.sample(page["items"], len(page["items"])):
            if "offer:counter" not in it["actions"]:
                continue
            offered, once = it["amount"]["amount"], {"request_id": uuid.uuid4().hex, "offer_id": it["id"]}
            price = asked.get(it["listing"]["id"])
            if price and price["amount"] * _FAIR <= offered < price["amount"]:
                half_way = {**price, "amount": (offered + price["amount"]) // 2}
                await self.ask("offer:counter", **once, amount=half_way)
                return f"countered {it['listing']['title']}"
            await self.ask("offer:decline", **once)
            return f"declined {it['listing']['title']}"
        return "found nothing to answer"

    async def _of_others(self, luck: random.Random, kind: str) -> Sequence[View]:
        """What is new of the demo's other people, sold in this way: guests of the market are left in peace."""
        page = await self.ask("listing:browse", limit=_PAGE)
        others = self._market.handles - {self.handle}
        found = [it for it in page["items"] if it["sale"]["kind"] == kind and it["seller"]["handle"] in others]
        return luck.sample(found, len(found))


def request(draft: Draft) -> dict[str, Any]:
    """What a seller's client sends for this draft, but for the request id."""
    body: dict[str, Any] = {
        "title": draft.title,
        "description": draft.description,
        "category": draft.category,
        "attributes": dict(draft.attributes),
        "condition": draft.condition.value,
        "pictures": [picture.id for picture in draft.pictures],
        "delivery": [delivery.value for delivery in draft.delivery],
        "sale": sale_of(draft.sale, own=True).model_dump(mode="json"),
    }
    if draft.brand:
        body["brand"] = draft.brand
    if draft.shipping_fee:
        body["shipping_fee"] = money(draft.shipping_fee)
    if draft.location:
        body["location"] = _geo(draft.location)
    return body


def money(it: Money) -> dict[str, Any]:
    return {"amount": it.amount, "currency": it.currency}


def _geo(point: Point) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [point.lng, point.lat]}
