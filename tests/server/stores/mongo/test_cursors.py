"""Cursors: opaque, exact, and good for the list that gave them only."""

import base64
import contextlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.errors import Code, Refusal
from models.money import LARGEST
from server.stores.mongo import cursors

keys = some.integers(0, LARGEST) | some.floats(0, 2.1e7, allow_nan=False)


def spelled(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@given(keys, some.text(min_size=1, max_size=64))
def test_where_a_page_ended_is_told_exactly(key: float, document_id: str) -> None:
    cursor = cursors.encode("price", key, document_id)
    assert cursors.decode("price", cursor) == (key, document_id)
    assert cursor.isascii()
    assert not set(cursor) & set("+/=")


def test_a_cursor_of_another_order_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        cursors.decode("price", cursors.encode("newest", 5, "x"))
    assert (no.value.code, list(no.value.fields)) == (Code.INVALID_PAYLOAD, ["cursor"])


@given(some.text())
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with contextlib.suppress(Refusal):
        key, document_id = cursors.decode("price", text)
        assert cursors.decode("price", cursors.encode("price", key, document_id)) == (key, document_id)


WRONG = [
    "price", {}, [], ["price"], ["price", 1], ["price", 1, "x", 2], ["price", "1", "x"], ["price", None, "x"],
    ["price", True, "x"], ["price", -1, "x"], ["price", 2**53, "x"], ["price", 2**63, "x"], ["price", 1e300, "x"],
    ["price", {"$gt": 0}, "x"], ["price", 1, {"$ne": ""}], ["price", 1, 5],
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=str)
def test_a_cursor_that_we_never_made_is_refused(value: object) -> None:
    with pytest.raises(Refusal):
        cursors.decode("price", spelled(value))
