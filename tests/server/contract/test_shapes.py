"""One schema for each shape, saying what really travels."""

from typing import Any

import pytest
from pydantic import create_model

from handlers.contract import Call, Empty, Event, Wire, per_socket
from models.actor import anyone
from server.contract.shapes import Contract, gather, reachable, references


def test_a_shape_that_differs_by_direction_is_told_twice(contract: Contract) -> None:
    assert contract.schemas["Wheel"]["required"] == ["spokes"]
    assert "required" not in contract.schemas["WheelInput"]


def test_an_absent_field_is_never_said_to_be_null(contract: Contract) -> None:
    assert contract.schemas["Wheel"]["properties"]["tyre"] == {"type": "string"}


def test_a_field_that_may_be_null_is_always_there(contract: Contract) -> None:
    bike = contract.schemas["BikeView"]
    assert "rider" in bike["required"]
    assert {"type": "null"} in bike["properties"]["rider"]["anyOf"]


def test_defaults_are_told_to_those_who_may_leave_the_field_out(contract: Contract) -> None:
    assert contract.schemas["WheelInput"]["properties"]["spokes"]["default"] == 32
    assert "default" not in contract.schemas["Wheel"]["properties"]["spokes"]


def test_requests_are_closed_and_views_may_grow(contract: Contract) -> None:
    assert contract.schemas["BuildBike"]["additionalProperties"] is False
    assert contract.schemas["WheelInput"]["additionalProperties"] is False
    assert "additionalProperties" not in contract.schemas["BikeView"]


def test_every_reference_leads_to_a_shape(contract: Contract) -> None:
    assert {name for schema in contract.schemas.values() for name in references(schema)} <= contract.schemas.keys()


def test_reachable_shapes_include_the_roots_and_what_they_are_made_of(contract: Contract) -> None:
    assert reachable(contract.schemas, ["BuildBike"]) == {"BuildBike", "Colour", "WheelInput"}


def test_shapes_stand_in_the_order_of_the_alphabet(contract: Contract) -> None:
    assert list(contract.schemas) == sorted(contract.schemas)


def test_two_payload_classes_of_one_name_are_refused() -> None:
    def sharing(kind: type[int | str]) -> Event[Any, Any]:
        twin = create_model("Twin", __base__=Wire, __module__=f"of_{kind.__name__}", field=(kind, ...))
        return Event(f"twin:{kind.__name__}", twin, Empty, anyone, per_socket(1, seconds=1), False, 1.0, _ring)

    with pytest.raises(ValueError, match="share a name"):
        gather([sharing(int), sharing(str)], [])


def _ring(call: Call[Any]) -> Empty:
    return Empty()
