"""Logins in MongoDB: documents and indexes."""

from collections.abc import Mapping
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from models.account import Login
from models.ids import AccountId, LoginId

Document = dict[str, Any]

COLLECTION = "logins"
KEPT_SECONDS = 86_400
"""A login that ran out is refused from that moment on; MongoDB sweeps it up a day later, when nobody may need it."""
INDEXES = (
    IndexModel([("account_id", ASCENDING)], name="account"),
    IndexModel([("expires_at", ASCENDING)], name="expired", expireAfterSeconds=KEPT_SECONDS),
    IndexModel([("rights_changed_at", ASCENDING)], name="rights_changed", sparse=True),
)


def to_doc(it: Login) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "account_id": it.account_id,
        "secret_hash": it.secret_hash,
        "expires_at": it.expires_at,
        "revoked": it.revoked,
    }


def from_doc(doc: Mapping[str, Any]) -> Login:
    return Login(
        id=LoginId(doc["_id"]),
        version=doc["version"],
        account_id=AccountId(doc["account_id"]),
        secret_hash=doc["secret_hash"],
        expires_at=doc["expires_at"],
        revoked=doc["revoked"],
    )


class MongoLogins:
    """Reads logins; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._logins = database[COLLECTION]

    async def find(self, login_id: LoginId) -> Login | None:
        doc = await self._logins.find_one({"_id": login_id})
        return from_doc(doc) if doc else None
