"""The wire shapes of moderation: requests and views."""

from typing import Annotated, Literal, Self

from annotated_types import Len
from pydantic import AwareDatetime

from handlers.contract import Maybe, Wire
from handlers.ports import Figures
from handlers.shapes import Identifier, Lines, Moment, PageRequest, Version
from models import board, case, subject
from models.audit import AuditEntry, Deed
from models.board import Happening
from models.case import Case, CaseKind, CaseState, Grounds, Verdict
from models.ids import AccountId
from models.subject import SubjectKind

Reason = Annotated[str, Lines, Len(1, 500)]
Note = Annotated[str, Lines, Len(0, 1000)]


class ReportedSubject(Wire):
    kind: Literal[SubjectKind.LISTING, SubjectKind.ACCOUNT]
    id: Identifier


class ReportSubject(Wire):
    subject: ReportedSubject
    grounds: Literal[
        Grounds.COUNTERFEIT,
        Grounds.PROHIBITED,
        Grounds.SCAM,
        Grounds.MISLEADING,
        Grounds.OFFENSIVE,
        Grounds.SPAM,
        Grounds.OTHER,
    ]
    note: Note = ""


class WatchBoard(Wire):
    """Without `kinds` everything; asking again replaces them."""

    kinds: Maybe[Annotated[tuple[Happening, ...], Len(0, len(Happening))]] = None


class ReadQueue(PageRequest):
    """Open cases come oldest first, decided ones latest first."""

    state: CaseState = CaseState.OPEN


class OneCase(Wire):
    case_id: Identifier


class DecideCase(Wire):
    """`version` is the one that was looked at; `until` ends a ban, without it a ban is for good."""

    case_id: Identifier
    version: Version
    verdict: Verdict
    reason: Reason
    until: Maybe[AwareDatetime] = None


class ReadAudit(PageRequest):
    """All of it, or what was done to one subject."""

    subject_id: Maybe[Identifier] = None


class PersonView(Wire):
    """Somebody, by id and by the handle he had."""

    id: str
    handle: str

    @classmethod
    def of(cls, account_id: AccountId, handle: str) -> Self:
        return cls(id=account_id, handle=handle)


class SubjectView(Wire):
    """`title` is what it was called when it was spoken of."""

    kind: SubjectKind
    id: str
    title: str

    @classmethod
    def of(cls, it: subject.Subject) -> Self:
        return cls(kind=it.kind, id=it.id, title=it.title)


class ReportView(Wire):
    by: PersonView
    grounds: Grounds
    note: str
    at: Moment

    @classmethod
    def of(cls, it: case.Report) -> Self:
        return cls(by=PersonView.of(it.by, it.handle), grounds=it.grounds, note=it.note, at=it.at)


class ClaimView(Wire):
    """Who has a case to himself, and until when."""

    by: PersonView
    until: Moment

    @classmethod
    def of(cls, it: case.Claim) -> Self:
        return cls(by=PersonView.of(it.by, it.handle), until=it.until)


class DecisionView(Wire):
    verdict: Verdict
    reason: str
    by: PersonView
    at: Moment
    until: Maybe[Moment] = None

    @classmethod
    def of(cls, it: case.Decision) -> Self:
        by = PersonView.of(it.by, it.handle)
        return cls(verdict=it.verdict, reason=it.reason, by=by, at=it.at, until=it.until)


class CaseView(Wire):
    """A case as moderators see it; `verdicts` are those that it may get now, `owner_id` answers for the subject."""

    id: str
    version: int
    kind: CaseKind
    subject: SubjectView
    owner_id: str
    reports: tuple[ReportView, ...]
    reported: int
    state: CaseState
    claim: Maybe[ClaimView] = None
    decisions: tuple[DecisionView, ...]
    verdicts: tuple[Verdict, ...]
    opened_at: Moment
    changed_at: Moment

    @classmethod
    def of(cls, it: Case) -> Self:
        return cls(
            id=it.id,
            version=it.version,
            kind=it.kind,
            subject=SubjectView.of(it.subject),
            owner_id=it.owner,
            reports=tuple(ReportView.of(report) for report in it.reports),
            reported=it.reported,
            state=it.state,
            claim=ClaimView.of(it.claim) if it.claim else None,
            decisions=tuple(DecisionView.of(decision) for decision in it.decisions),
            verdicts=it.verdicts,
            opened_at=it.opened_at,
            changed_at=it.changed_at,
        )


class CaseReply(Wire):
    case: CaseView


class CasePage(Wire):
    items: tuple[CaseView, ...]
    next_cursor: str | None


class AuditView(Wire):
    """One deed of staff; `detail` is what it set: roles, or the end of a ban."""

    id: str
    by: PersonView
    deed: Deed
    subject: SubjectView
    reason: str
    detail: str
    case_id: Maybe[str] = None
    at: Moment

    @classmethod
    def of(cls, it: AuditEntry) -> Self:
        return cls(
            id=it.id,
            by=PersonView.of(it.by, it.handle),
            deed=it.deed,
            subject=SubjectView.of(it.subject),
            reason=it.reason,
            detail=it.detail,
            case_id=it.case_id or None,
            at=it.at,
        )


class AuditPage(Wire):
    items: tuple[AuditView, ...]
    next_cursor: str | None


class Rates(Wire):
    """What happened in the last minute, all processes together; `sockets` are those that are open now."""

    listings: int
    searches: int
    bids: int
    orders: int
    payments: int
    refusals: int
    sockets: int


class BoardFigures(Wire):
    """`health` names each part of the market with `ok`, or with what is wrong with it."""

    rates: Rates
    health: dict[str, str]

    @classmethod
    def of(cls, it: Figures) -> Self:
        return cls(rates=Rates(**{name: it.rates.get(name, 0) for name in board.RATES}), health=dict(it.health))
