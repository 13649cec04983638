"""Cases for tests: a plausible one, and what journeys do with theirs."""

from typing import Any

from models.case import Case, CaseKind, Grounds, Report
from models.ids import AccountId, CaseId, random_id
from models.subject import Subject, SubjectKind
from tests.support.listings import NOON
from tests.support.raw import RawClient


def a_report(by: str = "anna", *, grounds: Grounds = Grounds.SCAM) -> Report:
    return Report(AccountId(by), by, grounds, "He asks for money in advance.", NOON)


def a_case(kind: SubjectKind = SubjectKind.LISTING, *, subject_id: str = "", owner: str = "bert") -> Case:
    """An open case about something of Bert's, reported by Anna."""
    subject = Subject(kind, subject_id or random_id(), "Mountain bicycle")
    return Case.opened(CaseId(random_id()), CaseKind.REPORT, subject, AccountId(owner), a_report())


def about(kind: str, subject_id: str, **more: Any) -> dict[str, Any]:
    """A report as clients send it."""
    return {"subject": {"kind": kind, "id": subject_id}, "grounds": "scam", **more}


async def case_about(client: RawClient, subject_id: str, state: str = "open") -> dict[str, Any]:
    """The one case about a subject, wherever it is in the queue."""
    cursor: dict[str, str] = {}
    found: list[dict[str, Any]] = []
    while True:
        ack = await client.ask("moderation:queue", {"state": state, "limit": 100, **cursor})
        assert ack["ok"], ack
        found += [case for case in ack["data"]["items"] if case["subject"]["id"] == subject_id]
        if not ack["data"]["next_cursor"]:
            break
        cursor = {"cursor": ack["data"]["next_cursor"]}
    (case,) = found
    return case


async def claimed(client: RawClient, subject_id: str) -> dict[str, Any]:
    """The open case about a subject, in this moderator's hands."""
    ack = await client.ask("moderation:claim", {"case_id": (await case_about(client, subject_id))["id"]})
    assert ack["ok"], ack
    case: dict[str, Any] = ack["data"]["case"]
    return case


async def decide(client: RawClient, case: dict[str, Any], verdict: str, **more: Any) -> dict[str, Any]:
    """The ack of a decision on a case as it was last seen."""
    asked = {"case_id": case["id"], "version": case["version"], "verdict": verdict, "reason": "It breaks the rules."}
    ack: dict[str, Any] = await client.ask("moderation:decide", {**asked, **more})
    return ack
