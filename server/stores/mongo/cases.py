"""Cases in MongoDB: documents, indexes, and the moderators' queue."""

from collections.abc import Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Page
from models.case import Case, CaseKind, CaseState, Claim, Decision, Grounds, Report, Verdict
from models.ids import AccountId, CaseId
from models.subject import Subject, SubjectKind
from server.stores.mongo import cursors

Document = dict[str, Any]

COLLECTION = "cases"
INDEXES = (
    IndexModel(
        [("subject.kind", ASCENDING), ("subject.id", ASCENDING)],
        name="one_open_case",
        unique=True,
        partialFilterExpression={"state": CaseState.OPEN.value},
    ),
    IndexModel([("state", ASCENDING), ("opened_at", ASCENDING), ("_id", ASCENDING)], name="oldest"),
    IndexModel([("state", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)], name="latest"),
    IndexModel([("owner", ASCENDING)], name="open_of_owner", partialFilterExpression={"state": CaseState.OPEN.value}),
)
_ORDERS = {
    CaseState.OPEN: ("opened_at", ASCENDING, "$gt"),
    CaseState.DECIDED: ("changed_at", DESCENDING, "$lt"),
}


def to_doc(it: Case) -> Document:
    return {
        "_id": it.id,
        "version": it.version,
        "kind": it.kind.value,
        "subject": subject_doc(it.subject),
        "owner": it.owner,
        "reports": [
            {"by": r.by, "handle": r.handle, "grounds": r.grounds.value, "note": r.note, "at": r.at} for r in it.reports
        ],
        "reported": it.reported,
        "state": it.state.value,
        "claim": {"by": it.claim.by, "handle": it.claim.handle, "until": it.claim.until} if it.claim else None,
        "decisions": [_decision_doc(decision) for decision in it.decisions],
        "opened_at": it.opened_at,
        "changed_at": it.changed_at,
    }


def from_doc(doc: Mapping[str, Any]) -> Case:
    claim: Mapping[str, Any] | None = doc["claim"]
    return Case(
        id=CaseId(doc["_id"]),
        version=doc["version"],
        kind=CaseKind(doc["kind"]),
        subject=subject_of(doc["subject"]),
        owner=AccountId(doc["owner"]),
        reports=tuple(
            Report(AccountId(r["by"]), r["handle"], Grounds(r["grounds"]), r["note"], r["at"]) for r in doc["reports"]
        ),
        reported=doc["reported"],
        state=CaseState(doc["state"]),
        claim=Claim(AccountId(claim["by"]), claim["handle"], claim["until"]) if claim else None,
        decisions=tuple(_decision(decision) for decision in doc["decisions"]),
        opened_at=doc["opened_at"],
        changed_at=doc["changed_at"],
    )


def subject_doc(it: Subject) -> Document:
    return {"kind": it.kind.value, "id": it.id, "title": it.title}


def subject_of(doc: Mapping[str, Any]) -> Subject:
    return Subject(SubjectKind(doc["kind"]), doc["id"], doc["title"])


def _decision_doc(it: Decision) -> Document:
    return {
        "verdict": it.verdict.value,
        "reason": it.reason,
        "by": it.by,
        "handle": it.handle,
        "at": it.at,
        "until": it.until,
        "former": it.former,
    }


def _decision(doc: Mapping[str, Any]) -> Decision:
    return Decision(
        Verdict(doc["verdict"]),
        doc["reason"],
        AccountId(doc["by"]),
        doc["handle"],
        doc["at"],
        doc["until"],
        doc["former"],
    )


class MongoCases:
    """Reads cases; only the committer writes them."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._cases = database[COLLECTION]

    async def find(self, case_id: CaseId) -> Case | None:
        doc = await self._cases.find_one({"_id": case_id})
        return from_doc(doc) if doc else None

    async def find_open(self, subject: Subject) -> Case | None:
        where = {"subject.kind": subject.kind.value, "subject.id": subject.id, "state": CaseState.OPEN.value}
        doc = await self._cases.find_one(where)
        return from_doc(doc) if doc else None

    async def page(self, state: CaseState, limit: int, cursor: str | None) -> Page[Case]:
        """Open cases oldest first, decided ones latest first; by (moment, id)."""
        field, direction, past = _ORDERS[state]
        where: Document = {"state": state.value}
        if cursor:
            milliseconds, case_id = cursors.decode(field, cursor)
            moment = cursors.moment(milliseconds)
            where["$or"] = [{field: {past: moment}}, {field: moment, "_id": {past: case_id}}]
        docs = await self._cases.find(where).sort([(field, direction), ("_id", direction)]).limit(limit + 1).to_list()
        return cursors.page(docs, limit, field, lambda doc: cursors.milliseconds(doc[field]), from_doc)
