"""What surrounds the events."""

import pytest
from pydantic import ValidationError

from models.errors import Code
from server.contract.connection import REFUSES_CONNECTION, Connect, ConnectRefusal, Problem, Refused


def test_one_connects_as_nobody_with_nothing_to_say() -> None:
    assert Connect.model_validate({}).model_dump() == {"protocol": 1, "recovery": True}


@pytest.mark.parametrize("code", REFUSES_CONNECTION)
def test_a_refusal_leaves_out_what_it_does_not_know(code: Code) -> None:
    assert ConnectRefusal(code=code).model_dump(mode="json") == {"code": code.value}


def test_other_codes_never_refuse_a_connection() -> None:
    with pytest.raises(ValidationError):
        ConnectRefusal(code=Code.LISTING_SOLD)


def test_an_ack_that_says_no_is_as_small_as_it_can_be() -> None:
    refused = Refused(ok=False, error=Problem(code=Code.TIMEOUT, message="Slow."))
    assert refused.model_dump(mode="json") == {"ok": False, "error": {"code": "timeout", "message": "Slow."}}
