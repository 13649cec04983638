"""Pictures in MongoDB: whose they are, what became of them, and what shows them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from models.case import CaseState
from models.ids import AccountId, MediaId
from models.media import GRACE, Flaw, Format, Media, MediaState, Purpose
from server.seams import StoreAway
from server.stores.mongo import accounts, cases, listings, offers, orders, shown

Document = dict[str, Any]

COLLECTION = "media"
_WAITING = (MediaState.AWAITED.value, MediaState.PENDING.value)
_FORGOTTEN = (MediaState.AWAITED.value, MediaState.REFUSED.value)
INDEXES = (
    IndexModel(
        [("owner", ASCENDING), ("place", ASCENDING)],
        name="place",
        unique=True,
        partialFilterExpression={"place": {"$exists": True}},
    ),
    IndexModel(
        [("created_at", ASCENDING)], name="pending", partialFilterExpression={"state": MediaState.PENDING.value}
    ),
    # The database forgets what was never confirmed and what was refused; that gives the day's place back as well.
    IndexModel(
        [("expires_at", ASCENDING)],
        name="forgotten",
        expireAfterSeconds=int(GRACE.total_seconds()),
        partialFilterExpression={"state": {"$in": list(_FORGOTTEN)}},
    ),
    IndexModel([("recheck_at", ASCENDING)], name="due"),
    # Dropped pictures as well, once their files are gone.
    IndexModel(
        [("expires_at", ASCENDING)],
        name="emptied",
        expireAfterSeconds=0,
        partialFilterExpression={"state": MediaState.DROPPED.value, "picture": None},
    ),
)
_SHOWING = (
    (listings.COLLECTION, "pictures.id"),
    (accounts.COLLECTION, "avatar.id"),
    (orders.COLLECTION, "item.picture.id"),
    (offers.COLLECTION, "thing.picture.id"),
)
"""Where documents keep the ids of pictures; orders and offers have theirs from listings, which are asked before."""


def to_doc(it: Media) -> Document:
    place = {"place": it.place} if it.place else {}
    return {
        "_id": it.id,
        "version": it.version,
        "owner": it.owner,
        "purpose": it.purpose.value,
        "format": it.format.value,
        "bytes": it.bytes,
        **place,
        "state": it.state.value,
        "flaw": it.flaw.value if it.flaw else None,
        "picture": shown.picture_doc(it.picture) if it.picture else None,
        "created_at": it.created_at,
        "expires_at": it.expires_at,
        "recheck_at": it.recheck_at,
    }


def from_doc(doc: Mapping[str, Any], url: Callable[[str], str]) -> Media:
    return Media(
        id=MediaId(doc["_id"]),
        version=doc["version"],
        owner=AccountId(doc["owner"]),
        purpose=Purpose(doc["purpose"]),
        format=Format(doc["format"]),
        bytes=doc["bytes"],
        place=doc.get("place"),
        state=MediaState(doc["state"]),
        flaw=Flaw(doc["flaw"]) if doc["flaw"] else None,
        picture=shown.picture(doc["picture"], url) if doc["picture"] else None,
        created_at=doc["created_at"],
        expires_at=doc["expires_at"],
        recheck_at=doc.get("recheck_at"),
    )


class MongoPictures:
    """Reads pictures; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database, self._media, self._url = database, database[COLLECTION], url

    async def ready(
        self, owner: AccountId, media_ids: Collection[MediaId], purpose: Purpose
    ) -> Mapping[MediaId, Media]:
        where = {
            "_id": {"$in": list(media_ids)},
            "owner": owner,
            "purpose": purpose.value,
            "state": MediaState.READY.value,
        }
        return {MediaId(doc["_id"]): from_doc(doc, self._url) async for doc in self._media.find(where)}

    async def find(self, media_id: MediaId) -> Media | None:
        doc = await self._media.find_one({"_id": media_id})
        return from_doc(doc, self._url) if doc else None

    async def places_taken(self, owner: AccountId, day: str) -> frozenset[str]:
        """Read from the index alone."""
        bounds = {"$gte": f"{day}/", "$lt": f"{day}0"}  # "0" follows "/"
        docs = self._media.find({"owner": owner, "place": bounds}, {"_id": False, "place": True})
        return frozenset([doc["place"] async for doc in docs])

    async def waiting(self, media_ids: Collection[MediaId]) -> Mapping[MediaId, Media]:
        where = {"_id": {"$in": list(media_ids)}, "state": {"$in": list(_WAITING)}}
        return {MediaId(doc["_id"]): from_doc(doc, self._url) async for doc in self._media.find(where)}

    async def pending(self, limit: int, *, besides: Collection[MediaId]) -> Sequence[MediaId]:
        where = {"state": MediaState.PENDING.value, "_id": {"$nin": list(besides)}}
        docs = self._media.find(where, {"_id": True}).sort("created_at", ASCENDING).limit(limit)
        try:
            return [MediaId(doc["_id"]) async for doc in docs]
        except PyMongoError as problem:
            raise StoreAway("pictures") from problem

    async def due(self, now: datetime, limit: int) -> Sequence[Media]:
        docs = self._media.find({"recheck_at": {"$lte": now}}).sort("recheck_at", ASCENDING).limit(limit)
        return [from_doc(doc, self._url) async for doc in docs]

    async def used(self, media: Sequence[Media]) -> frozenset[MediaId]:
        shown_ids: set[str] = set()
        for collection, field in _SHOWING:
            rest = [it.id for it in media if it.id not in shown_ids]
            shown_ids.update(await self._database[collection].distinct(field, {field: {"$in": rest}}))
        owners = list({it.owner for it in media if it.id not in shown_ids})
        open_cases = {"owner": {"$in": owners}, "state": CaseState.OPEN.value}
        looked_into = set(await self._database[cases.COLLECTION].distinct("owner", open_cases))
        return frozenset(it.id for it in media if it.id in shown_ids or it.owner in looked_into)
