"""Whose rights changed lately, by the database's clock: every process asks, so no message that gets lost matters."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from models.account import Account, Login
from models.ids import AccountId, LoginId
from server.seams import RightsChange, StoreAway
from server.stores.mongo import accounts, logins

Document = dict[str, Any]

OVERLAP = timedelta(seconds=5)
"""Each question looks back this far behind the last one: a write is dated when it begins and seen when it commits."""


class MongoRights:
    """Answers from the primary; both methods raise StoreAway when it does not answer."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._database, self._url = database, url
        self._accounts, self._logins = database[accounts.COLLECTION], database[logins.COLLECTION]
        self._since: datetime | None = None

    async def changed(self) -> RightsChange:
        try:
            asked_at: datetime = (await self._database.command("hello"))["localTime"]
            since = (self._since or asked_at) - OVERLAP
            changed_accounts, changed_logins = await asyncio.gather(
                _changed(self._accounts, since), _changed(self._logins, since)
            )
        except PyMongoError as error:
            raise StoreAway("rights") from error
        self._since = asked_at
        return RightsChange(frozenset(map(AccountId, changed_accounts)), frozenset(map(LoginId, changed_logins)))

    async def standing(self, account_id: AccountId, login_id: LoginId) -> tuple[Account, Login] | None:
        try:
            account, login = await asyncio.gather(
                self._accounts.find_one({"_id": account_id}),
                self._logins.find_one({"_id": login_id, "account_id": account_id}),
            )
        except PyMongoError as error:
            raise StoreAway("rights") from error
        return (accounts.from_doc(account, self._url), logins.from_doc(login)) if account and login else None


async def _changed(collection: AsyncCollection[Document], since: datetime) -> list[str]:
    return [doc["_id"] async for doc in collection.find({"rights_changed_at": {"$gt": since}}, {"_id": True})]
