"""A contract of two events and a push, small enough to read whole."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import Field

from handlers.contract import Call, Empty, Maybe, Push, Traffic, Wire, event, per_account, per_socket
from models.actor import anyone, signed_in
from models.errors import Code, Refusal
from server.contract.shapes import Contract, gather


class Colour(StrEnum):
    """What it looks like."""

    RED = "red"
    BLUE = "blue"


class Wheel(Wire):
    """Round; as old as */ comments."""

    spokes: Annotated[int, Field(ge=3, le=99, description="How many.")] = 32
    tyre: Maybe[str] = None


class BuildBike(Wire):
    request_id: str
    colour: Colour
    wheels: tuple[Wheel, Wheel]
    extras: Maybe[dict[Annotated[str, Field(pattern=r"^[a-z]+$")], Literal["bell", "lamp"]]] = None
    weights: tuple[int | str, ...] = ()


class BikeView(Wire):
    """A bike as everybody sees it."""

    wheels: tuple[Wheel, ...]
    rider: str | None
    built_at: datetime


class BikeBuilt(Push, name="bike:built", traffic=Traffic.LATEST):
    """Somebody
    built a bike."""

    bike: BikeView


@event("bike:build", who=signed_in, limit=per_account(3, seconds=60), once=True, timeout=2.5)
async def build(call: Call[BuildBike]) -> BikeView:
    """Build
    a bike."""
    raise Refusal(Code.HANDLE_TAKEN)


@event("bike:ring", who=anyone, limit=per_socket(10, seconds=1))
def ring(call: Call[Empty]) -> Empty:
    """Ring the bell."""
    return Empty()


@pytest.fixture
def contract() -> Contract:
    return gather([build, ring], [BikeBuilt])
