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
"""Far more than the pause between two comparisons: no change escapes them."""
MOST = 500
_UNITS = {OrderState.CREATED: HoldState.HELD, OrderState.CANCELLED: HoldState.RELEASED}
"""Where the units of an order are in a state; sold in all others."""


class MongoStockBooks:
    """`drift` counts what should never be found, by what disagreed."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database, self._orders, self._url = database, database[orders.COLLECTION], url
        self.drift: Counter[str] = Counter()

    async def claimed_lately(self) -> Sequence[Claimed]:
        """One snapshot of listings and orders: between two reads units would move."""
        lately = await self._lately()
        async with self._database.client.start_session(snapshot=True) as session:
            cursor = await self._orders.aggregate(_claimed(lately), session=session)
            docs = await cursor.to_list()
        return [Claimed(listings.from_doc(doc["listing"], self._url), doc["held"], doc["sold"]) for doc in docs]

    async def contradictions(self) -> int:
        lately = {"$gte": await self._lately()}
        wrong: list[Document] = [
            {"state": state.value, "hold.state": {"$ne": _UNITS.get(state, HoldState.SOLD).value}}
            for state in OrderState
        ]
        return await self._orders.count_documents({"entered_at": lately, "$or": wrong}, limit=MOST)

    def note(self, drift: str, count: int) -> None:
        self.drift[drift] += count

    async def _lately(self) -> datetime:
        return await time_of(self._database) - LATELY


def _claimed(lately: datetime) -> list[Document]:
    def units(state: HoldState) -> Document:
        return {"$sum": {"$cond": [{"$eq": ["$hold.state", state.value]}, "$quantity", 0]}}

    of_listing = [
        {"$match": {"claims": True}},
        {"$group": {"_id": None, "held": units(HoldState.HELD), "sold": units(HoldState.SOLD)}},
    ]
    return [
        {"$match": {"entered_at": {"$gte": lately}}},
        {"$group": {"_id": "$item.id"}},
        {"$limit": MOST},
        {"$lookup": {"from": listings.COLLECTION, "localField": "_id", "foreignField": "_id", "as": "listing"}},
        {
            "$lookup": {
                "from": orders.COLLECTION,
                "localField": "_id",
                "foreignField": "item.id",
                "pipeline": of_listing,
                "as": "units",
            }
        },
        {"$unwind": "$listing"},
        {
            "$project": {
                "listing": 1,
                "held": {"$ifNull": [{"$first": "$units.held"}, 0]},
                "sold": {"$ifNull": [{"$first": "$units.sold"}, 0]},
            }
        },
    ]
