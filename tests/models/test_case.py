"""The moves of a case: who may do what with it, and when."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.case import CLAIM_TIME, MOST_REPORTS, Case, CaseState, Decision, Verdict
from models.errors import Code, Refusal
from models.ids import AccountId
from models.subject import SubjectKind
from tests.support.cases import a_case, a_report
from tests.support.listings import NOON

MINA, OLGA = AccountId("mina"), AccountId("olga")


def decision(verdict: Verdict, by: AccountId = MINA, former: str = "") -> Decision:
    return Decision(verdict, "It breaks the rules.", by, by, NOON, None, former)


def mine(case: Case) -> Case:
    return case.claimed(MINA, "mina", NOON)


def test_reports_join_the_case_and_only_so_many_are_kept() -> None:
    case = a_case()
    for number in range(MOST_REPORTS + 5):
        case = case.report(a_report(f"p{number}"))
    assert (len(case.reports), case.reported, case.version) == (MOST_REPORTS, MOST_REPORTS + 6, MOST_REPORTS + 6)
    assert case.has_report_of(AccountId("anna"))
    assert not case.has_report_of(AccountId("bert"))


def test_a_case_in_somebody_s_hands_is_refused_to_others_until_his_time_is_up() -> None:
    case = mine(a_case())
    with pytest.raises(Refusal) as no:
        case.claimed(OLGA, "olga", NOON + CLAIM_TIME - timedelta(seconds=1))
    assert no.value.code is Code.CASE_CLAIMED
    later = case.claimed(OLGA, "olga", NOON + CLAIM_TIME)
    assert later.claim
    assert later.claim.by == OLGA


def test_who_has_it_claims_it_again_for_longer() -> None:
    later = mine(a_case()).claimed(MINA, "mina", NOON + timedelta(minutes=5))
    assert later.claim
    assert later.claim.until == NOON + timedelta(minutes=5) + CLAIM_TIME


def test_only_who_claimed_it_releases_and_decides_it() -> None:
    for case in (a_case(), mine(a_case())):
        with pytest.raises(Refusal) as no:
            case.released(OLGA, NOON)
        assert no.value.code is Code.CASE_UNCLAIMED
        with pytest.raises(Refusal) as no:
            case.decided(decision(Verdict.DISMISS, OLGA))
        assert no.value.code is Code.CASE_UNCLAIMED
    assert mine(a_case()).released(MINA, NOON).claim is None


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (SubjectKind.ACCOUNT, Verdict.REMOVE),
        (SubjectKind.LISTING, Verdict.REFUND),
        (SubjectKind.LISTING, Verdict.RESTORE),
        (SubjectKind.ORDER, Verdict.BAN),
    ],
)
def test_a_verdict_must_fit_the_subject(kind: SubjectKind, verdict: Verdict) -> None:
    with pytest.raises(Refusal) as no:
        mine(a_case(kind)).decided(decision(verdict))
    assert no.value.fields.keys() == {"verdict"}


def test_what_is_decided_is_over_and_in_nobody_s_hands() -> None:
    case = mine(a_case()).decided(decision(Verdict.DISMISS))
    assert (case.state, case.claim, case.verdicts) == (CaseState.DECIDED, None, ())
    moves: list[Callable[[], Case]] = [
        lambda: mine(case),
        lambda: case.released(MINA, NOON),
        lambda: case.closed(decision(Verdict.WARN)),
    ]
    for move in moves:
        with pytest.raises(Refusal) as no:
            move()
        assert no.value.code is Code.CASE_DECIDED


def test_what_took_something_away_is_taken_back_once() -> None:
    case = mine(a_case()).decided(decision(Verdict.REMOVE, former="live"))
    assert case.verdicts == (Verdict.RESTORE,)
    back = case.restored(decision(Verdict.RESTORE, OLGA))
    assert [it.verdict for it in back.decisions] == [Verdict.REMOVE, Verdict.RESTORE]
    for whole in (back, a_case(), mine(a_case()).decided(decision(Verdict.WARN))):
        with pytest.raises(Refusal):
            whole.restored(decision(Verdict.RESTORE))


def test_a_dispute_is_closed_by_whoever_decided_it_elsewhere() -> None:
    case = a_case(SubjectKind.ORDER).closed(decision(Verdict.REFUND))
    assert case.decision
    assert (case.state, case.decision.verdict) == (CaseState.DECIDED, Verdict.REFUND)
    assert a_case(SubjectKind.ORDER).verdicts == (Verdict.REFUND, Verdict.RELEASE)
