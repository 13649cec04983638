"""Refusals: every code says what it means and what to do."""

import re

import pytest

from models.errors import Advice, Code, Refusal


@pytest.mark.parametrize("code", Code)
def test_every_code_is_a_name_with_a_sentence_and_advice(code: Code) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code.value)
    assert code.meaning.endswith(".")
    assert isinstance(code.advice, Advice)
    assert code.value == code.name.lower()


def test_only_an_unknown_outcome_is_to_be_repeated_at_once() -> None:
    assert [code for code in Code if code.advice is Advice.RETRY] == [Code.UNCONFIRMED]


@pytest.mark.parametrize(
    "promised",
    "unknown_event invalid_payload sign_in_required not_allowed slow_down too_busy idempotency_mismatch unconfirmed "
    "timeout unavailable internal token_expired token_invalid banned too_many draining upgrade_required "
    "listing_not_found listing_changed listing_duplicate listing_sold".split(),
)
def test_a_promised_code_stays(promised: str) -> None:
    assert promised in {code.value for code in Code}


def test_a_refusal_means_what_its_code_means_unless_it_says_otherwise() -> None:
    assert Refusal(Code.NOT_ALLOWED).message == Code.NOT_ALLOWED.meaning
    assert Refusal(Code.NOT_ALLOWED, "Not on Sundays.").message == "Not on Sundays."


def test_a_refusal_changes_nothing_unless_it_says_so() -> None:
    assert not Refusal(Code.NOT_ALLOWED).commits
    assert Refusal(Code.TOKEN_INVALID, commits=True).commits


def test_a_refusal_that_is_kept_forgets_the_way_it_came() -> None:
    try:
        raise Refusal(
            Code.SLOW_DOWN, "Wait.", retry_after=2, fields={"a": "b"}, commits=True, first=True
        ) from OSError()
    except Refusal as no:
        kept = no.kept()
    assert (kept.__traceback__, kept.__cause__, kept.__context__) == (None, None, None)
    assert (kept.code, kept.message, kept.retry_after) == (Code.SLOW_DOWN, "Wait.", 2)
    assert (kept.fields, kept.commits, kept.first) == ({"a": "b"}, True, True)
