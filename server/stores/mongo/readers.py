"""Documents of any kind as they are now, for those who follow changes: one line a kind."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pymongo import ASCENDING
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from handlers.ports import Entity
from models.account import Account
from models.auction import Retraction
from models.case import Case
from models.listing import Listing
from models.order import Order
from server.seams import StoreAway
from server.stores.mongo import accounts, auctions, cases, listings, orders
from server.stores.mongo.kinds import KINDS

Document = dict[str, Any]


class MongoReader:
    """Implements `seams.Reader`; `url` says where clients find the picture of a key."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database = database
        self._from_doc: Mapping[type[Entity], Callable[[Document], Entity]] = {
            Account: partial(accounts.from_doc, url=url),
            Listing: partial(listings.from_doc, url=url),
            Order: partial(orders.from_doc, url=url),
            Retraction: auctions.retraction,
            Case: cases.from_doc,
        }

    def collection(self, kind: type[Entity]) -> str:
        return KINDS[kind].collection

    async def read(self, kind: type[Entity], ids: Sequence[str]) -> Sequence[Entity]:
        return await self._find(kind, {"_id": {"$in": list(ids)}}, len(ids))

    async def after(self, kind: type[Entity], last_id: str, limit: int) -> Sequence[Entity]:
        return await self._find(kind, {"_id": {"$gt": last_id}}, limit)

    async def _find(self, kind: type[Entity], where: Document, limit: int) -> Sequence[Entity]:
        found = self._database[self.collection(kind)].find(where)
        try:
            docs = await found.sort("_id", ASCENDING).limit(limit).to_list()
        except PyMongoError as problem:
            raise StoreAway(f"{kind.__name__} documents") from problem
        return [self._from_doc[kind](doc) for doc in docs]
