"""Cursors of lists: where a page ended, opaque on the wire."""

import base64
import binascii

import orjson

from models.errors import Code, Refusal
from models.money import LARGEST


def encode(order: str, key: float, document_id: str) -> str:
    """A cursor behind the document with this key, good for lists of this order only."""
    return base64.urlsafe_b64encode(orjson.dumps([order, key, document_id])).decode().rstrip("=")


def decode(order: str, cursor: str) -> tuple[float, str]:
    """Key and id that a cursor stands behind; refuses one that we did not make for this order."""
    try:
        made_for, key, document_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise _refusal() from wrong
    if (
        made_for != order
        or not isinstance(document_id, str)
        or type(key) not in (int, float)
        or not 0 <= key <= LARGEST
    ):
        raise _refusal()
    return key, document_id


def _refusal() -> Refusal:
    return Refusal(Code.INVALID_PAYLOAD, fields={"cursor": "This cursor is not one that this list gave."})
