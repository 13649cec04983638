"""What orders and listings say of the same units, read at one moment, so that they can be compared."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from handlers.orderbook import Claimed
from models.order_flow import OrderState
from models.stock import HoldState
from server.stores.mongo import listings, orders
from server.stores.mongo.time import time_of

Document = dict[str, Any]

LATELY = timedelta(minutes=10)
"""Far more than the pause between two comparisons."""
MOST = 500
"""Listings of one comparison; of more that moved lately, as many at random."""
_PLACES = {OrderState.CREATED: HoldState.HELD, OrderState.CANCELLED: HoldState.RELEASED}
"""Where the units of an order are in a state; sold in all others."""


class MongoStockBooks:
    """`drift` counts what should never be found, by what disagreed."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database, self._orders, self._url = database, database[orders.COLLECTION], url
        self._reached = ""
        """The last listing of the last stretch."""
        self.drift: Counter[str] = Counter()

    async def claimed_lately(self) -> Sequence[Claimed]:
        moved = {"$match": {"entered_at": {"$gte": await self._lately()}}}
        shown = {"from": listings.COLLECTION, "localField": "_id", "foreignField": "_id", "as": "listing"}
        some: list[Document] = [moved, {"$group": {"_id": "$item.id"}}, {"$sample": {"size": MOST}}]
        return await self._claimed(orders.COLLECTION, [*some, {"$lookup": shown}, {"$unwind": "$listing"}])

    async def claimed_next(self) -> Sequence[Claimed]:
        stretch: list[Document] = [{"$match": {"_id": {"$gt": self._reached}}}, {"$sort": {"_id": 1}}, {"$limit": MOST}]
        found = await self._claimed(listings.COLLECTION, [*stretch, {"$project": {"listing": "$$ROOT"}}])
        self._reached = found[-1].listing.id if len(found) == MOST else ""
        return found

    async def _claimed(self, collection: str, chosen: list[Document]) -> list[Claimed]:
        """One snapshot of listings and orders: between two reads units would move."""
        async with self._database.client.start_session(snapshot=True) as session:
            cursor = await self._database[collection].aggregate([*chosen, *_UNITS_OF_EACH], session=session)
            docs = await cursor.to_list()
        return [Claimed(listings.from_doc(doc["listing"], self._url), doc["held"], doc["sold"]) for doc in docs]

    async def contradictions(self) -> int:
        lately = {"$gte": await self._lately()}
        wrong: list[Document] = [
            {"state": state.value, "hold.state": {"$ne": _PLACES.get(state, HoldState.SOLD).value}}
            for state in OrderState
        ]
        return await self._orders.count_documents({"entered_at": lately, "$or": wrong}, limit=MOST)

    def note(self, drift: str, count: int) -> None:
        self.drift[drift] += count

    async def _lately(self) -> datetime:
        return await time_of(self._database) - LATELY


def _units(state: HoldState) -> Document:
    return {"$sum": {"$cond": [{"$eq": ["$hold.state", state.value]}, "$quantity", 0]}}


_UNITS_OF_EACH: list[Document] = [
    {
        "$lookup": {
            "from": orders.COLLECTION,
            "localField": "_id",
            "foreignField": "item.id",
            "pipeline": [
                {"$match": {"claims": True}},
                {"$group": {"_id": None, "held": _units(HoldState.HELD), "sold": _units(HoldState.SOLD)}},
            ],
            "as": "units",
        }
    },
    {
        "$project": {
            "listing": 1,
            "held": {"$ifNull": [{"$first": "$units.held"}, 0]},
            "sold": {"$ifNull": [{"$first": "$units.sold"}, 0]},
        }
    },
]
