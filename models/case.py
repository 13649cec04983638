"""A case for the moderators: what is wrong with whom, who looks into it, and what was decided."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.errors import Code, Refusal
from models.ids import AccountId, CaseId
from models.subject import Subject, SubjectKind

CLAIM_TIME = timedelta(minutes=10)
"""How long a moderator has a case to himself; claiming it again begins anew."""
MOST_REPORTS = 50
"""Reports that a case keeps word for word; more are only counted."""


class CaseKind(StrEnum):
    REPORT = "report"
    DISPUTE = "dispute"


class CaseState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class Grounds(StrEnum):
    """Why somebody reports something; `dispute` is the market's own."""

    COUNTERFEIT = "counterfeit"
    PROHIBITED = "prohibited"
    SCAM = "scam"
    MISLEADING = "misleading"
    OFFENSIVE = "offensive"
    SPAM = "spam"
    OTHER = "other"
    DISPUTE = "dispute"


class Verdict(StrEnum):
    DISMISS = "dismiss"
    REMOVE = "remove"
    WARN = "warn"
    BAN = "ban"
    RESTORE = "restore"
    REFUND = "refund"
    RELEASE = "release"


VERDICTS: dict[SubjectKind, frozenset[Verdict]] = {
    SubjectKind.LISTING: frozenset({Verdict.DISMISS, Verdict.REMOVE, Verdict.WARN, Verdict.BAN}),
    SubjectKind.ACCOUNT: frozenset({Verdict.DISMISS, Verdict.WARN, Verdict.BAN}),
    SubjectKind.ORDER: frozenset({Verdict.REFUND, Verdict.RELEASE}),
}
"""What an open case of each kind of subject may end with."""
UNDONE = frozenset({Verdict.REMOVE, Verdict.BAN})
"""What `restore` takes back."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one person says is wrong."""

    by: AccountId
    handle: str
    grounds: Grounds
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    by: AccountId
    handle: str
    until: datetime

    def holds(self, now: datetime) -> bool:
        return now < self.until


@dataclass(frozen=True, slots=True)
class Decision:
    """`until` ends a ban; `former` is the state that `restore` goes back to."""

    verdict: Verdict
    reason: str
    by: AccountId
    handle: str
    at: datetime
    until: datetime | None = None
    former: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One subject has one open case at most: further reports join it. `owner` is who answers for the subject."""

    id: CaseId
    version: int
    kind: CaseKind
    subject: Subject
    owner: AccountId
    reports: tuple[Report, ...]
    reported: int
    state: CaseState
    claim: Claim | None
    decisions: tuple[Decision, ...]
    opened_at: datetime
    changed_at: datetime

    @classmethod
    def opened(cls, case_id: CaseId, kind: CaseKind, subject: Subject, owner: AccountId, report: Report) -> "Case":
        state, at = CaseState.OPEN, report.at
        return cls(case_id, 1, kind, subject, owner, (report,), 1, state, None, (), at, at)

    @property
    def decision(self) -> Decision | None:
        """The latest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those that it may get now, in the order of their weight."""
        if self.state is CaseState.OPEN:
            return tuple(verdict for verdict in Verdict if verdict in VERDICTS[self.subject.kind])
        return (Verdict.RESTORE,) if self.decision and self.decision.verdict in UNDONE else ()

    def has_report_of(self, account_id: AccountId) -> bool:
        return any(report.by == account_id for report in self.reports)

    def report(self, report: Report) -> "Case":
        reports = (*self.reports, report)[:MOST_REPORTS]
        return self._next(report.at, reports=reports, reported=self.reported + 1)

    def claimed(self, by: AccountId, handle: str, now: datetime) -> "Case":
        """The case in somebody's hands; refuses while it is in another's."""
        self._refuse_unless_open()
        if self.claim and self.claim.by != by and self.claim.holds(now):
            raise Refusal(Code.CASE_CLAIMED, f"{self.claim.handle} has this case.")
        return self._next(now, claim=Claim(by, handle, now + CLAIM_TIME))

    def released(self, by: AccountId, now: datetime) -> "Case":
        self._refuse_unless_mine(by)
        return self._next(now, claim=None)

    def decided(self, decision: Decision) -> "Case":
        """The case with its end. Whoever claimed it last may decide it: nobody has taken it over."""
        self._refuse_unless_open()
        self._refuse_unless_mine(decision.by)
        if decision.verdict not in VERDICTS[self.subject.kind]:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"verdict": f"No verdict on {self.subject.kind.value}s."})
        return self.closed(decision)

    def closed(self, decision: Decision) -> "Case":
        """The case with an end that was decided elsewhere: a dispute ends with its order."""
        self._refuse_unless_open()
        decisions = (*self.decisions, decision)
        return self._next(decision.at, state=CaseState.DECIDED, claim=None, decisions=decisions)

    def restored(self, decision: Decision) -> "Case":
        """The case with its last decision taken back."""
        if not self.decision or self.decision.verdict not in UNDONE:
            raise Refusal(Code.INVALID_PAYLOAD, fields={"verdict": "There is nothing to take back."})
        return self._next(decision.at, decisions=(*self.decisions, decision))

    def _refuse_unless_open(self) -> None:
        if self.state is not CaseState.OPEN:
            raise Refusal(Code.CASE_DECIDED)

    def _refuse_unless_mine(self, by: AccountId) -> None:
        self._refuse_unless_open()
        if not self.claim or self.claim.by != by:
            raise Refusal(Code.CASE_UNCLAIMED)

    def _next(self, at: datetime, **changes: object) -> "Case":
        return replace(self, version=self.version + 1, changed_at=at, **changes)  # type: ignore[arg-type]
