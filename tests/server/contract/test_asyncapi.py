"""The AsyncAPI document for programs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.contract import Push
from server.contract import asyncapi
from server.contract.shapes import Contract, gather
from tests.server.contract.conftest import BikeView, build


@pytest.fixture
def document(contract: Contract) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(asyncapi.document(contract))
    return parsed


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _follow(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    references = set(_references(document))
    assert references
    assert all(_follow(document, reference) is not None for reference in references)


def test_a_request_is_received_and_its_ack_is_the_reply(document: dict[str, Any]) -> None:
    operation = document["operations"]["bike.build"]
    assert operation["action"] == "receive"
    accepted = _follow(document, _follow(document, operation["reply"]["messages"][0]["$ref"])["$ref"])
    assert accepted["payload"]["properties"]["data"] == {"$ref": "#/components/schemas/BikeView"}
    assert operation["reply"]["messages"][1] == {"$ref": "#/channels/main/messages/refused"}


def test_a_push_is_sent(document: dict[str, Any]) -> None:
    assert document["operations"]["bike.built"]["action"] == "send"
    assert document["components"]["messages"]["bike.built"]["name"] == "bike:built"
    assert document["components"]["messages"]["bike.built"]["x-traffic"] == "latest"


def test_connecting_and_its_refusal_are_told(document: dict[str, Any]) -> None:
    connect = document["operations"]["connect"]
    assert connect["messages"] == [{"$ref": "#/channels/main/messages/connect"}]
    assert connect["reply"]["messages"] == [{"$ref": "#/channels/main/messages/connect_error"}]


def test_what_the_declaration_says_is_told_to_programs(document: dict[str, Any]) -> None:
    operation = document["operations"]["bike.build"]
    assert operation["x-once"] is True
    assert operation["x-timeout-seconds"] == 2.5
    assert {"sign_in_required", "handle_taken", "internal"} <= set(operation["x-refusals"])


def test_the_names_of_components_are_those_that_the_standard_allows(document: dict[str, Any]) -> None:
    names = [name for kind in document["components"].values() for name in kind]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in names)


def test_an_event_and_a_push_of_one_name_are_refused() -> None:
    class Confusing(Push, name="bike:build"):
        bike: BikeView

    with pytest.raises(ValueError, match="share a name"):
        asyncapi.document(gather([build], [Confusing]))
