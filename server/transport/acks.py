"""The two forms of an ack, as bytes."""

from collections.abc import Mapping

import orjson
from pydantic import ValidationError

from models.errors import Refusal

MOST_FIELDS = 20


def ok(ack_id: bytes, reply: bytes) -> bytes:
    """`reply` is JSON already."""
    return b"43" + ack_id + b'[{"ok":true,"data":' + reply + b"}]"


def refused(ack_id: bytes, no: Refusal) -> bytes:
    error: dict[str, object] = {"code": no.code.value, "message": no.message}
    if no.retry_after is not None:
        error["retry_after"] = no.retry_after
    if no.fields:
        error["fields"] = dict(no.fields)
    return b"43" + ack_id + b"[" + orjson.dumps({"ok": False, "error": error}) + b"]"


def fields(wrong: ValidationError) -> Mapping[str, str]:
    """A sentence for each field that is wrong, by its dotted path; empty path for the whole."""
    found: dict[str, str] = {}
    for error in wrong.errors(include_url=False, include_context=False, include_input=False)[:MOST_FIELDS]:
        path = ".".join(str(step)[:64] for step in error["loc"]) or "request"
        found.setdefault(path, error["msg"].removeprefix("Value error, "))
    return found


def is_garbage(wrong: ValidationError) -> bool:
    """Whether it was not even JSON: no client that works sends that."""
    return any(error["type"] == "json_invalid" for error in wrong.errors(include_url=False, include_input=False))
