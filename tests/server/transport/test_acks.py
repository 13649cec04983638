"""Acks as bytes, and what is said of a wrong field."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.listings.payloads import PublishListing
from models.errors import Code, Refusal
from server.transport import acks
from tests.support.people import BICYCLE, new_request_id


def _object(packet: bytes, start: bytes) -> Any:
    assert packet.startswith(start)
    (said,) = json.loads(packet.removeprefix(start))
    return said


def test_a_reply_is_wrapped_as_it_is() -> None:
    assert _object(acks.ok(b"7", b'{"a":1}'), b"437") == {"ok": True, "data": {"a": 1}}


def test_a_refusal_says_no_more_than_it_knows() -> None:
    said = _object(acks.refused(b"0", Refusal(Code.LISTING_SOLD)), b"430")
    assert said == {"ok": False, "error": {"code": "listing_sold", "message": Code.LISTING_SOLD.meaning}}


def test_a_refusal_says_when_to_come_back_and_which_field_was_wrong() -> None:
    no = Refusal(Code.SLOW_DOWN, "Later.", retry_after=1.5, fields={"a.b": "No."})
    said = _object(acks.refused(b"0", no), b"430")
    assert said["error"] == {"code": "slow_down", "message": "Later.", "retry_after": 1.5, "fields": {"a.b": "No."}}


def _fields(spelled: str) -> dict[str, str]:
    with pytest.raises(ValidationError) as wrong:
        PublishListing.model_validate_json(spelled)
    return dict(acks.fields(wrong.value))


def test_a_wrong_field_is_named_by_its_path() -> None:
    sale = {"kind": "fixed", "price": {"amount": -1, "currency": "CNY"}}
    body = {"request_id": new_request_id(), **BICYCLE, "sale": sale, "colour": "red"}
    found = _fields(json.dumps(body))
    assert found == {"sale.price.amount": "This must be 0 or more.", "colour": "There is no such field."}


def test_what_is_no_object_is_wrong_as_a_whole() -> None:
    assert list(_fields("[]")) == ["request"]
    assert list(_fields("{")) == ["request"]


def test_neither_what_was_sent_nor_many_words_come_back() -> None:
    found = _fields(json.dumps({"x" * 1_000 + str(number): "secret" for number in range(100)}))
    assert len(found) <= acks.MOST_FIELDS
    assert all(len(path) <= 64 for path in found)
    assert "secret" not in str(found)
