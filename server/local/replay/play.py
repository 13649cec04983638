"""Plays recorded auctions on a market: each bid in its order, many auctions at once, and then the end.

The record's time is its order alone. An auction runs until all of its bids are in; then its end is put to now, and the
worker closes it by the database's clock, as it closes every other.
"""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from pymongo.asynchronous.collection import AsyncCollection

from models.auction import AuctionState
from models.errors import Advice, Code
from models.ids import derived_id
from server.accounts import mint
from server.local.replay.bidder import Bidder
from server.local.replay.records import RecordedAuction
from server.local.replay.stage import CURRENCY, Report, Stage
from server.stores.mongo import listings
from server.stores.mongo.client import connect

T = TypeVar("T")
Document = dict[str, Any]

AT_ONCE = 250
"""Auctions that run side by side."""
CONNECTING = 50
LONG = timedelta(days=20)
_TRIES = 20
_PAUSE_SECONDS = 0.25
_NO_WINNER = "-"
_PASSING = {code.value for code in Code if code.advice is not Advice.STOP}
"""Refusals of which the same request may hear no more a moment later."""


class Refused(Exception):
    """The market refused something that a replay needs."""


async def play(auctions: Sequence[RecordedAuction], stage: Stage, report: Report) -> AsyncIterator[tuple[str, str]]:
    """Each auction's id with what it ended at, in the order given."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    people = {name: number for number, name in enumerate({bid.bidder for it in auctions for bid in it.bids}, start=1)}
    seller, *tokens = await mint(stage.settings, len(people) + 1)
    report(f"{len(auctions)} auctions, {sum(len(it.bids) for it in auctions)} bids, {len(people)} bidders")
    done = 0
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        connect(stage.settings) as mongo,
        Bidder(http, stage.url, seller) as owner,
    ):
        kept = mongo[stage.settings.mongo_database][listings.COLLECTION]
        for some in _some(auctions, AT_ONCE):
            ids = await asyncio.gather(*(_publish(owner, auction) for auction in some))
            names = {bid.bidder for auction in some for bid in auction.bids}
            wanted = {name: tokens[people[name] - 1] for name in names}
            async with _bidders(http, stage.url, wanted) as bidders:
                await asyncio.gather(*(_bid(bidders, it, at) for it, at in zip(some, ids, strict=True)))
            await _end(kept, ids)
            outcomes = await asyncio.gather(*(_outcome(owner, listing_id) for listing_id in ids))
            for auction, outcome in zip(some, outcomes, strict=True):
                yield auction.id, outcome
            done += len(some)
            report(f"{done} of {len(auctions)} auctions are over")


async def _publish(owner: Bidder, auction: RecordedAuction) -> str:
    body = {
        "request_id": derived_id("replay", auction.id),
        "title": f"Recorded auction {derived_id(auction.id)}",
        "category": "other",
        "condition": "good",
        "delivery": ["ship"],
        "sale": {
            "kind": "auction",
            "start": {"amount": max(auction.open_cents, 1), "currency": CURRENCY},
            "ends_at": (datetime.now(UTC) + LONG).isoformat(),
            "soft_close_seconds": 0,
        },
    }
    listing_id: str = (await _ask(owner, "listing:publish", body))["listing"]["id"]
    return listing_id


async def _bid(bidders: Mapping[str, Bidder], auction: RecordedAuction, listing_id: str) -> None:
    """One after the other; what is too little had no effect then either."""
    for number, bid in enumerate(auction.bids):
        body = {
            "request_id": derived_id("replay", auction.id, str(number)),
            "listing_id": listing_id,
            "maximum": {"amount": max(bid.cents, 0), "currency": CURRENCY},
        }
        await _ask(bidders[bid.bidder], "auction:bid", body, but=Code.BID_TOO_LOW)


async def _end(kept: AsyncCollection[Document], ids: Sequence[str]) -> None:
    """Now, for all of them; returns once the worker has closed them."""
    running = {"_id": {"$in": list(ids)}, "auction.state": AuctionState.LIVE.value}
    now = [{"$set": {"auction.ends_at": "$$NOW", "version": {"$add": ["$version", 1]}}}]
    await kept.update_many(running, now)
    while await kept.count_documents(running, limit=1):
        await asyncio.sleep(_PAUSE_SECONDS)


async def _outcome(owner: Bidder, listing_id: str) -> str:
    auction = (await _ask(owner, "listing:get", {"listing_id": listing_id}))["listing"]["auction"]
    if auction["state"] != AuctionState.SOLD.value:
        return _NO_WINNER
    cents: int = auction["price"]["amount"]
    return f"{cents // 100}.{cents % 100:02}"


async def _ask(client: Bidder, event: str, body: Document, *, but: Code | None = None) -> Document:
    """The data of the ack, empty for the refusal that is expected; what may be tried again is."""
    for _ in range(_TRIES):
        ack = await client.ask(event, body)
        if ack["ok"]:
            data: Document = ack["data"]
            return data
        code: str = ack["error"]["code"]
        if code == but:
            return {}
        if code not in _PASSING:
            raise Refused(f"{event}: {ack['error']}")
        await asyncio.sleep(_PAUSE_SECONDS)
    raise Refused(f"{event}: refused {_TRIES} times, last with {code}")


@asynccontextmanager
async def _bidders(
    http: aiohttp.ClientSession, url: str, tokens: Mapping[str, str]
) -> AsyncIterator[dict[str, Bidder]]:
    """All connected and signed in, some at a time."""
    async with AsyncExitStack() as stack:
        connected: dict[str, Bidder] = {}
        for names in _some(tuple(tokens), CONNECTING):
            fresh = [Bidder(http, url, tokens[name]) for name in names]
            entered = await asyncio.gather(*(stack.enter_async_context(it) for it in fresh))
            connected |= dict(zip(names, entered, strict=True))
        yield connected


def _some(items: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    return (items[start : start + count] for start in range(0, len(items), count))
