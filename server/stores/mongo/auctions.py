"""Auctions and bids in MongoDB: an auction is part of its listing, each bid a document of its own."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Page, Participation
from models.auction import AuctionState, Bid, Bidder, PlacedBid, Retraction, RetractionReason
from models.ids import AccountId, BidId, ListingId, RetractionId
from models.listing import Listing
from server.stores.mongo import cursors, listings, sales

Document = dict[str, Any]

COLLECTION = "bids"
INDEXES = (
    IndexModel([("listing_id", ASCENDING), ("number", ASCENDING)], name="number", unique=True),
    IndexModel([("bidder.id", ASCENDING), ("listing_id", ASCENDING), ("at", DESCENDING)], name="of_bidder"),
)
RETRACTIONS = "retractions"
RETRACTION_INDEXES = (IndexModel([("bidder.id", ASCENDING), ("at", DESCENDING)], name="of_bidder"),)


def to_doc(it: PlacedBid) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "listing_id": it.listing_id,
        "number": it.number,
        "bidder": sales.bidder_doc(it.bid.bidder),
        "maximum": it.bid.maximum,
        "at": it.bid.at,
        "price": it.price,
        "silent": it.silent,
        "retracted": it.retracted,
    }


def from_doc(doc: Mapping[str, Any]) -> PlacedBid:
    return PlacedBid(
        id=BidId(doc["_id"]),
        version=doc["version"],
        listing_id=ListingId(doc["listing_id"]),
        number=doc["number"],
        bid=Bid(sales.bidder(doc["bidder"]), doc["maximum"], doc["at"]),
        price=doc["price"],
        silent=doc["silent"],
        retracted=doc["retracted"],
    )


def retraction_doc(it: Retraction) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "listing_id": it.listing_id,
        "bidder": sales.bidder_doc(it.bidder),
        "reason": it.reason.value,
        "bids": it.bids,
        "at": it.at,
    }


def retraction(doc: Mapping[str, Any]) -> Retraction:
    return Retraction(
        id=RetractionId(doc["_id"]),
        version=doc["version"],
        listing_id=ListingId(doc["listing_id"]),
        bidder=sales.bidder(doc["bidder"]),
        reason=RetractionReason(doc["reason"]),
        bids=doc["bids"],
        at=doc["at"],
    )


class MongoAuctions:
    """Reads auctions; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._listings, self._bids = database[listings.COLLECTION], database[COLLECTION]
        self._kept = (self._bids, database[RETRACTIONS])
        self._url = url

    async def find(self, listing_id: ListingId) -> tuple[Listing, datetime] | None:
        pipeline: list[Document] = [
            {"$match": {"_id": listing_id, "auction": {"$ne": None}}},
            {"$addFields": {"now": "$$NOW"}},
        ]
        found = await (await self._listings.aggregate(pipeline)).to_list()
        return (listings.from_doc(found[0], self._url), found[0]["now"]) if found else None

    async def answered(self, keys: Sequence[str]) -> Collection[str]:
        wanted = {"_id": {"$in": list(keys)}}
        found = await asyncio.gather(*(kept.find(wanted, {"_id": 1}).to_list() for kept in self._kept))
        return {doc["_id"] for docs in found for doc in docs}

    async def bids(self, listing_id: ListingId) -> Sequence[PlacedBid]:
        standing = self._bids.find({"listing_id": listing_id, "retracted": False}).sort("number")
        return [from_doc(doc) async for doc in standing]

    async def bidders(self, listing_id: ListingId) -> Sequence[Bidder]:
        docs = await self._bids.aggregate(
            [{"$match": {"listing_id": listing_id}}, {"$group": {"_id": "$bidder.id", "bidder": {"$first": "$bidder"}}}]
        )
        return [sales.bidder(doc["bidder"]) async for doc in docs]

    async def history(self, listing_id: ListingId, limit: int, cursor: str | None) -> Page[PlacedBid]:
        where: Document = {"listing_id": listing_id, "silent": False, "retracted": False}
        if cursor:
            where["number"] = {"$lt": await self._number_behind(listing_id, cursor)}
        docs = await self._bids.find(where).sort("number", DESCENDING).limit(limit + 1).to_list()
        return cursors.page(docs, limit, "history", lambda _: 0, from_doc)

    async def _number_behind(self, listing_id: ListingId, cursor: str) -> int:
        """Cursors name the bid alone: a gap between numbers would tell that the leader raised his maximum."""
        _, bid_id = cursors.decode("history", cursor)
        doc = await self._bids.find_one({"_id": bid_id, "listing_id": listing_id}, {"number": 1})
        if doc is None:
            raise cursors.refusal()
        number: int = doc["number"]
        return number

    async def joined(
        self,
        bidder: AccountId,
        listing_id: ListingId | None,
        state: AuctionState | None,
        limit: int,
        cursor: str | None,
    ) -> Page[Participation]:
        mine: Document = {"bidder.id": bidder, "retracted": False}
        if listing_id:
            mine["listing_id"] = listing_id
        summary = {"_id": "$listing_id", "maximum": {"$max": "$maximum"}, "latest": {"$max": "$at"}}
        pipeline: list[Document] = [{"$match": mine}, {"$group": summary}]
        if cursor:
            key, last = cursors.decode("joined", cursor)
            moment = cursors.moment(key)
            behind = [{"latest": {"$lt": moment}}, {"latest": moment, "_id": {"$lt": last}}]
            pipeline.append({"$match": {"$or": behind}})
        shown = {"from": listings.COLLECTION, "localField": "_id", "foreignField": "_id", "as": "listing"}
        pipeline += [
            {"$sort": {"latest": DESCENDING, "_id": DESCENDING}},
            {"$lookup": shown},
            {"$unwind": "$listing"},
            *([{"$match": {"listing.auction.state": state.value}}] if state else []),
            {"$limit": limit + 1},
        ]
        docs = await (await self._bids.aggregate(pipeline)).to_list()
        more, docs = len(docs) > limit, docs[:limit]
        last_key = round(docs[-1]["latest"].timestamp() * 1000) if more else 0
        items = [
            Participation(listings.from_doc(doc["listing"], self._url), doc["maximum"], doc["latest"]) for doc in docs
        ]
        return Page(items, cursors.encode("joined", last_key, docs[-1]["_id"]) if more else None)

    async def due(self, limit: int) -> Sequence[ListingId]:
        over = {"auction.state": AuctionState.LIVE.value, "$expr": {"$lte": ["$auction.ends_at", "$$NOW"]}}
        docs = self._listings.find(over, {"_id": 1}).sort("auction.ends_at").limit(limit)
        return [ListingId(doc["_id"]) async for doc in docs]
