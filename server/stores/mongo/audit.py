"""The audit in MongoDB: entries are inserted and read, never changed."""

from collections.abc import Mapping
from typing import Any

from pymongo import DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Page
from models.audit import AuditEntry, Deed
from models.ids import AccountId, AuditId
from server.stores.mongo import cursors
from server.stores.mongo.cases import subject_doc, subject_of

Document = dict[str, Any]

COLLECTION = "audit"
_LATEST = [("at", DESCENDING), ("_id", DESCENDING)]
INDEXES = (
    IndexModel(_LATEST, name="latest"),
    IndexModel([("subject.id", DESCENDING), *_LATEST], name="latest_of_subject"),
)


def to_doc(it: AuditEntry) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "by": it.by,
        "handle": it.handle,
        "deed": it.deed.value,
        "subject": subject_doc(it.subject),
        "reason": it.reason,
        "detail": it.detail,
        "case_id": it.case_id,
        "at": it.at,
    }


def from_doc(doc: Mapping[str, Any]) -> AuditEntry:
    return AuditEntry(
        id=AuditId(doc["_id"]),
        by=AccountId(doc["by"]),
        handle=doc["handle"],
        deed=Deed(doc["deed"]),
        subject=subject_of(doc["subject"]),
        reason=doc["reason"],
        detail=doc["detail"],
        case_id=doc["case_id"],
        at=doc["at"],
    )


class MongoAudit:
    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._entries = database[COLLECTION]

    async def page(self, subject_id: str | None, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """What staff did, latest first."""
        where: Document = {"subject.id": subject_id} if subject_id else {}
        if cursor:
            milliseconds, entry_id = cursors.decode("audit", cursor)
            moment = cursors.moment(milliseconds)
            where["$or"] = [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$lt": entry_id}}]
        docs = await self._entries.find(where).sort(_LATEST).limit(limit + 1).to_list()
        return cursors.page(docs, limit, "audit", lambda doc: cursors.milliseconds(doc["at"]), from_doc)
