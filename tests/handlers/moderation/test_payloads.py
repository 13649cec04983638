"""What clients may send about moderation, and what moderators see of a case."""

from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from handlers.contract import Wire
from handlers.moderation.payloads import BoardFigures, CaseView, DecideCase, ReportSubject, WatchBoard
from handlers.ports import Figures
from models.board import RATES
from models.ids import AccountId
from tests.support.cases import a_case
from tests.support.listings import NOON


def accepted(kind: type[Wire], **fields: Any) -> bool:
    try:
        kind.model_validate_json(orjson.dumps(fields))
    except ValidationError:
        return False
    return True


LISTING = {"kind": "listing", "id": "l1"}


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        ({"subject": LISTING, "grounds": "scam"}, True),
        ({"subject": LISTING, "grounds": "scam", "note": "他要求先付款。\nHe wants money first."}, True),
        ({"subject": {"kind": "order", "id": "o1"}, "grounds": "scam"}, False),
        ({"subject": LISTING, "grounds": "dispute"}, False),
        ({"subject": LISTING, "grounds": "scam", "note": "x" * 1001}, False),
        ({"subject": LISTING, "grounds": "scam", "note": "\u202eevil"}, False),
        ({"subject": {"kind": "listing", "id": {"$ne": ""}}, "grounds": "scam"}, False),
        ({"subject": LISTING}, False),
    ],
)
def test_reports(fields: dict[str, Any], *, good: bool) -> None:
    assert accepted(ReportSubject, **fields) is good


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        ({"verdict": "ban", "reason": "spam"}, True),
        ({"verdict": "ban", "reason": "spam", "until": "2030-01-01T00:00:00Z"}, True),
        ({"verdict": "ban", "reason": "spam", "until": "2030-01-01T00:00:00"}, False),
        ({"verdict": "ban", "reason": ""}, False),
        ({"verdict": "execute", "reason": "spam"}, False),
        ({"verdict": "ban"}, False),
    ],
)
def test_decisions(fields: dict[str, Any], *, good: bool) -> None:
    assert accepted(DecideCase, case_id="c1", version=1, **fields) is good


def test_the_board_is_asked_for_known_kinds_only() -> None:
    assert accepted(WatchBoard)
    assert accepted(WatchBoard, kinds=["listing_published", "case_opened"])
    assert not accepted(WatchBoard, kinds=["everything"])


def test_a_case_names_its_reports_its_holder_and_what_may_follow() -> None:
    view = CaseView.of(a_case().claimed(AccountId("mina"), "mina", NOON))
    assert view.claim
    assert (view.claim.by.handle, view.reports[0].by.handle, view.reported) == ("mina", "anna", 1)
    assert set(view.verdicts) == {"dismiss", "remove", "warn", "ban"}
    assert "claim" not in CaseView.of(a_case()).model_dump_json()


def test_rates_that_nobody_has_counted_yet_are_none() -> None:
    figures = BoardFigures.of(Figures({"listings": 3}, {"redis": "ok"}))
    assert figures.rates.model_dump() == dict.fromkeys(RATES, 0) | {"listings": 3}
    assert figures.health == {"redis": "ok"}
