"""The ledger in MongoDB: entries that are only ever added, and a unique index that knows each movement once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from models.ids import OrderId
from models.ledger import Entry, EntryId, EntryKind, LedgerAccount
from server.seams import StoreAway

Document = dict[str, Any]

COLLECTION = "ledger"
INDEXES = (
    IndexModel([("order_id", ASCENDING), ("kind", ASCENDING), ("reference", ASCENDING)], name="movement", unique=True),
    IndexModel([("trade", ASCENDING)], name="trade"),
    IndexModel([("at", ASCENDING)], name="at"),
)


def to_doc(it: Entry) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "order_id": it.order_id,
        "kind": it.kind.value,
        "reference": it.reference,
        "trade": it.trade,
        "currency": it.currency,
        "legs": [{"account": account, "amount": amount} for account, amount in it.legs.items()],
        "at": it.at,
    }


def from_doc(doc: Mapping[str, Any]) -> Entry:
    return Entry(
        id=EntryId(doc["_id"]),
        version=doc["version"],
        order_id=OrderId(doc["order_id"]),
        kind=EntryKind(doc["kind"]),
        reference=doc["reference"],
        trade=doc["trade"],
        currency=doc["currency"],
        legs={LedgerAccount(leg["account"]): leg["amount"] for leg in doc["legs"]},
        at=doc["at"],
    )


class MongoLedger:
    """Reads entries; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._entries = database[COLLECTION]

    async def of_order(self, order_id: OrderId) -> Sequence[Entry]:
        return await self._find({"order_id": order_id})

    async def paid_since(self, moment: datetime) -> int:
        """How many orders have been paid since then."""
        try:
            return await self._entries.count_documents({"at": {"$gt": moment}, "kind": EntryKind.PAYMENT.value})
        except PyMongoError as problem:
            raise StoreAway("ledger") from problem

    async def of_trades(self, numbers: Collection[str]) -> Sequence[Entry]:
        return await self._find({"trade": {"$in": list(numbers)}})

    async def between(self, start: datetime, end: datetime) -> Sequence[Entry]:
        return await self._find({"at": {"$gte": start, "$lt": end}, "trade": {"$ne": ""}})

    async def _find(self, where: Document) -> Sequence[Entry]:
        docs = await self._entries.find(where).sort([("at", ASCENDING), ("_id", ASCENDING)]).to_list()
        return [from_doc(doc) for doc in docs]
