"""Fills a market with demo people, pictures and listings, however many, in constant memory."""

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pymongo
from pymongo import WriteConcern
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import BulkWriteError

from server.auth.passwords import ArgonPasswords
from server.clock import SystemClock
from server.local.demo.market import Market, listing_id
from server.local.demo.people import CROWD, CROWD_PASSWORD, Person, people
from server.local.demo.pictures.album import Report, album
from server.local.demo.pictures.frames import Frame, frames
from server.local.logins import DEMO_LOGINS
from server.settings import Settings
from server.stores.mongo import accounts as mongo_accounts
from server.stores.mongo import auctions as mongo_auctions
from server.stores.mongo import listings as mongo_listings
from server.stores.mongo import pictures as mongo_pictures
from server.stores.mongo.client import connect
from server.stores.objects.client import S3Objects

Document = dict[str, Any]

SEED = 2026
ACCOUNTS = 50
_BATCH = 1_000
_SAY_EVERY_SECONDS = 5.0
_DUPLICATE = 11_000
_DEADLINE_SECONDS = 60
_SAFE = WriteConcern("majority")
_QUICK = WriteConcern(1)


class Refused(Exception):
    """This market must not be filled; the text says why."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. `if_empty` leaves a market alone that others have filled, and one that has enough already."""

    listings: int
    accounts: int = ACCOUNTS
    if_empty: bool = False
    frames: Sequence[Frame] | None = None
    """Pictures to draw; all of them unless told otherwise."""


def run(settings: Settings, order: Order) -> None:
    """The command: fill the market, and tell about it."""
    try:
        asyncio.run(seed(settings, order, print))
    except Refused as reason:
        sys.exit(str(reason))


async def seed(settings: Settings, order: Order, report: Report) -> None:
    """Write what is missing of the order: the same people and listings come out every time, so a repeat goes on."""
    if settings.env == "production":
        raise Refused("A market in production is not filled with demo data.")
    began = time.monotonic()
    async with connect(settings) as client, S3Objects(settings) as objects:
        database: AsyncDatabase[Document] = client[settings.mongo_database]
        if order.if_empty and not await _is_wanted(database, order):
            report("The market has listings already: nothing to do.")
            return
        shots = await album(objects, frames() if order.frames is None else order.frames, report)
        inhabitants = await _people(order.accounts)
        market = Market(inhabitants, shots, seed=SEED, now=SystemClock().now(), currency=settings.currency)
        await _write_missing(
            database[mongo_accounts.COLLECTION], [mongo_accounts.to_doc(it.account) for it in inhabitants]
        )
        await _give_pictures(database, market, inhabitants[len(DEMO_LOGINS) :][:CROWD])
        await _fill(database, market, order.listings, report)
    report(f"{order.listings:,} listings of {len(inhabitants):,} people, in {time.monotonic() - began:.0f} s.")


async def _is_wanted(database: AsyncDatabase[Document], order: Order) -> bool:
    """Whether nobody has filled the market, or we have and were interrupted."""
    listings = database[mongo_listings.COLLECTION]
    first, last = listing_id(SEED, 0), listing_id(SEED, order.listings - 1)
    found = {doc["_id"] async for doc in listings.find({"_id": {"$in": [first, last]}}, {"_id": 1})}
    return last not in found and (first in found or await listings.find_one({}, {"_id": 1}) is None)


async def _people(count: int) -> Sequence[Person]:
    passwords = ArgonPasswords()
    try:
        known = [login.password for login in DEMO_LOGINS] + [CROWD_PASSWORD]
        hashes = {password: await passwords.hash(password) for password in known}
    finally:
        passwords.close()
    return await asyncio.to_thread(lambda: list(people(SEED, count, SystemClock().now(), hashes)))


async def _give_pictures(database: AsyncDatabase[Document], market: Market, active: Sequence[Person]) -> None:
    """Those who act by themselves own every picture: nobody knows what they will sell."""
    for person in active:
        docs = [mongo_pictures.to_doc(it) for it in market.owned(person.account.id)]
        await _write_missing(database[mongo_pictures.COLLECTION], docs)


async def _fill(database: AsyncDatabase[Document], market: Market, count: int, report: Report) -> None:
    """The next batch is made while MongoDB writes the last one; the last one of all is waited for with a majority."""
    known: set[str] = set()
    numbers = iter(range(count))
    began = said = time.monotonic()
    done, writing = 0, asyncio.create_task(asyncio.sleep(0))
    while batch := list(islice(numbers, _BATCH)):
        docs = await asyncio.to_thread(_make, market, batch, known)
        await writing
        safe = _SAFE if batch[-1] == count - 1 else _QUICK
        writing = asyncio.create_task(_write(database, docs, safe))
        done += len(batch)
        if time.monotonic() - said > _SAY_EVERY_SECONDS:
            said = time.monotonic()
            left = (count - done) * (said - began) / done
            report(f"{done:,} of {count:,} listings, about {left:.0f} s to go")
    await writing


def _make(market: Market, numbers: Sequence[int], known: set[str]) -> Mapping[str, Sequence[Document]]:
    """Documents by collection: no listing shows pictures or bids that are not there yet. Those `known` are written."""
    lots = [market.lot(number) for number in numbers]
    fresh = {it.id: it for lot in lots for it in lot.pictures if it.id not in known}
    known |= fresh.keys()
    return {
        mongo_pictures.COLLECTION: [mongo_pictures.to_doc(it) for it in fresh.values()],
        mongo_auctions.COLLECTION: [mongo_auctions.to_doc(it) for lot in lots for it in lot.bids],
        mongo_listings.COLLECTION: [mongo_listings.to_doc(lot.listing) for lot in lots],
    }


async def _write(
    database: AsyncDatabase[Document], docs: Mapping[str, Sequence[Document]], concern: WriteConcern
) -> None:
    """In the order of the collections."""
    for name, some in docs.items():
        await _write_missing(database[name].with_options(write_concern=concern), some)


async def _write_missing(collection: AsyncCollection[Document], docs: Sequence[Document]) -> None:
    """Insert those that are not there yet."""
    if not docs:
        return
    try:
        with pymongo.timeout(_DEADLINE_SECONDS):
            await collection.insert_many(docs, ordered=False)
    except BulkWriteError as partly:
        if unexpected := [error for error in _errors(partly) if error["code"] != _DUPLICATE]:
            raise RuntimeError(f"MongoDB refused demo data: {unexpected[0]['errmsg']}") from partly


def _errors(partly: BulkWriteError) -> Iterator[Mapping[str, Any]]:
    yield from partly.details["writeErrors"]
    yield from ({"code": 0, **error} for error in partly.details["writeConcernErrors"])
