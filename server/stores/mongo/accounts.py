"""Accounts in MongoDB: documents and indexes."""

from collections.abc import Callable, Mapping
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Page
from models.account import Account, Ban, Warned
from models.actor import Role
from models.ids import AccountId
from server.stores.mongo import cursors, shown

Document = dict[str, Any]

COLLECTION = "accounts"
_AFTER_ALL = "\uffff"
"""Sorts behind every character that a handle may have."""
INDEXES = (
    IndexModel([("handle", ASCENDING)], name="handle", unique=True),
    IndexModel([("rights_changed_at", ASCENDING)], name="rights_changed", sparse=True),
    IndexModel([("roles", ASCENDING), ("handle", ASCENDING)], name="handle_in_role"),
    IndexModel([("avatar.id", ASCENDING)], name="showing", sparse=True),
)


def to_doc(it: Account) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "handle": it.handle,
        "password_hash": it.password_hash,
        "display_name": it.display_name,
        "bio": it.bio,
        "roles": sorted(role.value for role in it.roles),
        "ban": {"reason": it.ban.reason, "until": it.ban.until} if it.ban else None,
        "points": it.points,
        "joined_at": it.joined_at,
        "avatar": shown.picture_doc(it.avatar) if it.avatar else None,
        "warnings": [{"reason": w.reason, "about": w.about, "at": w.at} for w in it.warnings],
    }


def from_doc(doc: Mapping[str, Any], url: Callable[[str], str]) -> Account:
    """The account of a document; `url` says where clients find the picture of a key."""
    ban: Mapping[str, Any] | None = doc["ban"]
    return Account(
        id=AccountId(doc["_id"]),
        version=doc["version"],
        handle=doc["handle"],
        password_hash=doc["password_hash"],
        display_name=doc["display_name"],
        bio=doc["bio"],
        roles=frozenset(Role(value) for value in doc["roles"]),
        ban=Ban(ban["reason"], ban["until"]) if ban else None,
        points=doc["points"],
        joined_at=doc["joined_at"],
        avatar=shown.picture(avatar, url) if (avatar := doc.get("avatar")) else None,
        warnings=tuple(Warned(w["reason"], w["about"], w["at"]) for w in doc.get("warnings", ())),
    )


class MongoAccounts:
    """Reads accounts; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._accounts, self._url = database[COLLECTION], url

    async def find(self, account_id: AccountId) -> Account | None:
        doc = await self._accounts.find_one({"_id": account_id})
        return from_doc(doc, self._url) if doc else None

    async def find_by_handle(self, handle: str) -> Account | None:
        doc = await self._accounts.find_one({"handle": handle})
        return from_doc(doc, self._url) if doc else None

    async def page(self, beginning: str, role: Role | None, limit: int, cursor: str | None) -> Page[Account]:
        """By handle, of which no two are alike."""
        _, last = cursors.decode("handle", cursor) if cursor else (0, "")
        where: Document = {"handle": {"$gte": beginning, "$lt": beginning + _AFTER_ALL, "$gt": last}}
        if role:
            where["roles"] = role.value
        docs = await self._accounts.find(where).sort("handle", ASCENDING).limit(limit + 1).to_list()
        next_cursor = cursors.encode("handle", 0, docs[limit - 1]["handle"]) if len(docs) > limit else None
        return Page([from_doc(doc, self._url) for doc in docs[:limit]], next_cursor)
