"""Offers in MongoDB: documents, indexes, and what lists and the clock read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import OfferQuery, Page
from models.ids import AccountId, ListingId, OfferId, OrderId
from models.listing import ListingState, Seller
from models.money import Money
from models.offer import Offer, OfferState, Party, Thing
from server.stores.mongo import cursors, listings, shown

Document = dict[str, Any]

COLLECTION = "offers"
_NEWEST = [("made_at", DESCENDING), ("_id", DESCENDING)]
_OPEN = {"state": OfferState.OPEN.value}
INDEXES = (
    IndexModel([("buyer.id", ASCENDING), *_NEWEST], name="made"),
    IndexModel([("seller.id", ASCENDING), *_NEWEST], name="got"),
    IndexModel(
        [("thing.id", ASCENDING), ("buyer.id", ASCENDING)],
        name="one_open_between_two",
        unique=True,
        partialFilterExpression=_OPEN,
    ),
    IndexModel([("expires_at", ASCENDING)], name="due", partialFilterExpression=_OPEN),
    IndexModel([("thing.picture.id", ASCENDING)], name="showing", sparse=True),
)
_ORDER = "offers"


def to_doc(it: Offer) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "thing": {
            "id": it.thing.id,
            "title": it.thing.title,
            "picture": shown.picture_doc(it.thing.picture) if it.thing.picture else None,
        },
        "buyer": _party_doc(it.buyer),
        "seller": _party_doc(it.seller),
        "amount": it.amount.amount,
        "currency": it.amount.currency,
        "by": it.by.value,
        "state": it.state.value,
        "made_at": it.made_at,
        "expires_at": it.expires_at,
        "order_id": it.order_id,
    }


def from_doc(doc: Mapping[str, Any], url: Callable[[str], str]) -> Offer:
    """The offer of a document; `url` says where clients find the picture of a key."""
    thing = doc["thing"]
    picture = thing["picture"]
    return Offer(
        id=OfferId(doc["_id"]),
        version=doc["version"],
        thing=Thing(ListingId(thing["id"]), thing["title"], shown.picture(picture, url) if picture else None),
        buyer=_party(doc["buyer"]),
        seller=_party(doc["seller"]),
        amount=Money(doc["amount"], doc["currency"]),
        by=Party(doc["by"]),
        state=OfferState(doc["state"]),
        made_at=doc["made_at"],
        expires_at=doc["expires_at"],
        order_id=OrderId(doc["order_id"]) if doc["order_id"] else None,
    )


def _party_doc(it: Seller) -> Document:
    return {
        "id": it.id,
        "version": it.version,
        "handle": it.handle,
        "display_name": it.display_name,
        "points": it.points,
        "joined_at": it.joined_at,
    }


def _party(doc: Mapping[str, Any]) -> Seller:
    return Seller(
        AccountId(doc["id"]), doc["version"], doc["handle"], doc["display_name"], doc["points"], doc["joined_at"]
    )


class MongoOffers:
    """Reads offers; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._offers, self._url = database[COLLECTION], url

    async def find(self, offer_id: OfferId) -> Offer | None:
        doc = await self._offers.find_one({"_id": offer_id})
        return from_doc(doc, self._url) if doc else None

    async def open_between(self, listing_id: ListingId, buyer: AccountId) -> Offer | None:
        doc = await self._offers.find_one({"thing.id": listing_id, "buyer.id": buyer, **_OPEN})
        return from_doc(doc, self._url) if doc else None

    async def open_for(self, listing_id: ListingId, limit: int) -> Sequence[Offer]:
        return await self._some({"thing.id": listing_id, **_OPEN}, limit)

    async def page(self, query: OfferQuery, limit: int, cursor: str | None) -> Page[Offer]:
        where: Document = {f"{query.role.value}.id": query.account_id}
        if query.listing_id:
            where["thing.id"] = query.listing_id
        if query.state:
            where["state"] = query.state.value
        if cursor:
            key, last = cursors.decode(_ORDER, cursor)
            moment = cursors.moment(key)
            where["$or"] = [{"made_at": {"$lt": moment}}, {"made_at": moment, "_id": {"$lt": last}}]
        docs = await self._offers.find(where).sort(_NEWEST).limit(limit + 1).to_list()
        return cursors.page(
            docs,
            limit,
            _ORDER,
            lambda doc: cursors.milliseconds(doc["made_at"]),
            lambda doc: from_doc(doc, self._url),
        )

    async def overdue(self, limit: int) -> Sequence[Offer]:
        return await self._some({**_OPEN, "$expr": {"$lte": ["$expires_at", "$$NOW"]}}, limit)

    async def orphaned(self, limit: int) -> Sequence[Offer]:
        about = {"from": listings.COLLECTION, "localField": "thing.id", "foreignField": "_id", "as": "listing"}
        gone = {"listing.state": {"$ne": ListingState.LIVE.value}}
        pipeline: list[Document] = [{"$match": _OPEN}, {"$lookup": about}, {"$match": gone}, {"$limit": limit}]
        docs = await (await self._offers.aggregate(pipeline)).to_list()
        return [from_doc(doc, self._url) for doc in docs]

    async def _some(self, where: Document, limit: int) -> Sequence[Offer]:
        return [from_doc(doc, self._url) async for doc in self._offers.find(where).limit(limit)]
