"""The two forms of an ack, as bytes."""

from collections.abc import Mapping, Sequence

import orjson
from pydantic import ValidationError

from models.errors import Refusal
from models.listing import SaleKind

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
    """A sentence for each field that is wrong, by its dotted path; `request` for the whole."""
    found: dict[str, str] = {}
    for error in wrong.errors(include_url=False, include_input=False)[:MOST_FIELDS]:
        path = ".".join(_steps(error["loc"])) or "request"
        sentence = _SENTENCES.get(error["type"])
        given = error.get("ctx", {})
        found.setdefault(path, sentence.format(**given) if sentence else error["msg"].removeprefix("Value error, "))
    return found


def _steps(place: Sequence[int | str]) -> list[str]:
    """The way to a field as clients know it: pydantic names the kind of sale on it, too."""
    *way, field = [str(step)[:64] for step in place] or [""]
    return [step for step in way if step not in _KINDS] + [field]


_KINDS = frozenset(kind.value for kind in SaleKind)
_SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "json_invalid": "This is not one JSON object.",
    "model_type": "This must be one JSON object.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "float_type": "This must be a number.",
    "finite_number": "This must be a finite number.",
    "bool_type": "This must be true or false.",
    "dict_type": "This must be an object.",
    "tuple_type": "This must be a list.",
    "string_too_short": "At least {min_length} characters.",
    "string_too_long": "At most {max_length} characters.",
    "too_short": "At least {min_length}, not {actual_length}.",
    "too_long": "At most {max_length}, not {actual_length}.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "enum": "One of {expected}.",
    "literal_error": "One of {expected}.",
    "string_pattern_mismatch": "This has characters that are not allowed here.",
}
"""By pydantic's type of error; what is not listed says it in pydantic's words."""
