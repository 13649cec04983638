"""Cursors of lists: where a page ended, opaque on the wire."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson

from handlers.ports import Page
from models.errors import Code, Refusal
from models.money import LARGEST

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(order: str, key: float, document_id: str) -> str:
    """A cursor behind the document with this key, good for lists of this order only."""
    return base64.urlsafe_b64encode(orjson.dumps([order, key, document_id])).decode().rstrip("=")


def decode(order: str, cursor: str) -> tuple[float, str]:
    """Key and id that a cursor stands behind; refuses one that we did not make for this order."""
    try:
        made_for, key, document_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise refusal() from wrong
    if (
        made_for != order
        or not isinstance(document_id, str)
        or type(key) not in (int, float)
        or not 0 <= key <= LARGEST
    ):
        raise refusal()
    return key, document_id


def page(
    docs: Sequence[Mapping[str, Any]],
    limit: int,
    order: str,
    key: Callable[[Mapping[str, Any]], float],
    from_doc: Callable[[Mapping[str, Any]], T],
) -> Page[T]:
    """A page of documents of which one more was read, to know whether another page follows."""
    shown = docs[:limit]
    next_cursor = encode(order, key(shown[-1]), shown[-1]["_id"]) if len(docs) > limit else None
    return Page([from_doc(doc) for doc in shown], next_cursor)


def milliseconds(moment: datetime) -> int:
    """A moment as a cursor tells it."""
    return round(moment.timestamp() * 1000)


def moment(milliseconds: float) -> datetime:
    """The moment that a cursor tells, at most the last one there is."""
    return _EPOCH + min(timedelta(milliseconds=milliseconds), datetime.max.replace(tzinfo=UTC) - _EPOCH)


def refusal() -> Refusal:
    """Of a cursor that we did not make, or not for this list."""
    return Refusal(Code.INVALID_PAYLOAD, fields={"cursor": "This cursor is not one that this list gave."})
