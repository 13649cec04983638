"""Declarations: what is read from a signature, and what travels."""

from collections.abc import Iterator
from types import ModuleType
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from handlers.contract import (
    Call,
    Counted,
    Empty,
    Event,
    JobCall,
    Maybe,
    Push,
    ReactionCall,
    Traffic,
    View,
    Wire,
    declared,
    event,
    job,
    per_account,
    per_address,
    per_socket,
    reaction,
)
from models.actor import anyone
from models.listing import Listing


class Ask(Wire):
    count: Annotated[int, Field(ge=1)]
    note: Maybe[str] = None


def test_types_are_read_from_the_signature() -> None:
    @event("test:ask", who=anyone, limit=per_socket(1, seconds=1), once=True, timeout=2)
    async def ask(call: Call[Ask]) -> Empty:
        """Ask
        something."""
        return Empty()

    assert (ask.name, ask.takes, ask.gives, ask.once, ask.timeout) == ("test:ask", Ask, Empty, True, 2)
    assert ask.doc == "Ask something."


def test_limits_say_what_they_count_by() -> None:
    assert per_socket(3, seconds=1).by is Counted.SOCKET
    assert per_account(3, seconds=1).by is Counted.ACCOUNT
    assert per_address(3, seconds=1, strict=True).strict is True


@pytest.mark.parametrize(
    "spelled",
    [
        '{"count":"1"}',
        '{"count":1.0}',
        '{"count":true}',
        '{"count":0}',
        '{"count":1,"more":2}',
        "[]",
        "{}",
        '{"count":NaN}',
    ],
)
def test_nothing_is_converted_and_nothing_unknown_is_taken(spelled: str) -> None:
    with pytest.raises(ValidationError):
        Ask.model_validate_json(spelled)


def test_what_is_absent_never_travels_as_null() -> None:
    assert Ask(count=1).model_dump_json() == '{"count":1}'
    assert Ask(count=1, note="x").model_dump_json() == '{"count":1,"note":"x"}'


def test_what_was_read_is_not_changed() -> None:
    with pytest.raises(ValidationError):
        Ask(count=1).count = 2  # type: ignore[misc]


def test_a_push_has_the_name_and_traffic_of_its_declaration() -> None:
    class Heard(Push, name="test:heard", traffic=Traffic.VOLATILE):
        """Somebody heard it."""

    class Whispered(Push, name="test:whispered"):
        """Somebody said it."""

    assert (Heard.name, Heard.traffic) == ("test:heard", Traffic.VOLATILE)
    assert Whispered.traffic is Traffic.DURABLE


def test_declarations_are_found_in_the_order_of_the_source() -> None:
    @event("test:first", who=anyone, limit=per_socket(1, seconds=1))
    def first(call: Call[Empty]) -> Empty:
        return Empty()

    @event("test:second", who=anyone, limit=per_socket(1, seconds=1))
    def second(call: Call[Empty]) -> Empty:
        return Empty()

    module = ModuleType("area")
    vars(module).update(first=first, other=1, second=second)
    assert list(declared(Event, module)) == [first, second]


def test_a_job_says_how_often_it_runs() -> None:
    @job("test:sweep", every=60)
    async def sweep(call: JobCall) -> None:
        """Sweep."""

    assert (sweep.name, sweep.every) == ("test:sweep", 60)


def _views(kind: type[Wire]) -> Iterator[type[Wire]]:
    for each in kind.__subclasses__():
        yield each
        yield from _views(each)


def test_a_view_says_whatever_has_a_value() -> None:
    """Nothing fills in defaults where nothing is checked, so there are none but for what may be absent."""
    defaults = {
        (view.__name__, name): field.default
        for view in _views(View)
        for name, field in view.model_fields.items()
        if not field.is_required() and not field.exclude_if
    }
    assert defaults == {}


def test_a_reaction_says_what_it_follows() -> None:
    @reaction("test:follow", of=(Listing,), fleeting=True)
    async def follow(call: ReactionCall[Listing]) -> None:
        """Follow."""

    assert (follow.name, follow.of, follow.fleeting, follow.from_the_start) == ("test:follow", (Listing,), True, False)


def test_what_is_absent_in_a_view_is_none_and_does_not_travel() -> None:
    class Shown(View):
        name: str
        note: Maybe[str] = None

    class Shelf(View):
        first: Shown
        second: Shown

    shelf = Shelf(first=Shown(name="a", note=None), second=Shown(name="b", note="x"))
    assert shelf.as_json() == b'{"first":{"name":"a"},"second":{"name":"b","note":"x"}}'
    assert (shelf.first.note, shelf.second.note) == (None, "x")
    with pytest.raises(AttributeError):
        _ = shelf.first.other  # type: ignore[attr-defined]


def test_who_says_in_its_own_way_what_travels_is_asked() -> None:
    """Orjson writes whatever it takes for a dataclass without asking."""
    own = [it for it in _views(Wire) if it.plain not in {Wire.plain, View.plain}]
    assert own
    assert [it.__name__ for it in own if "__dataclass_fields__" in vars(it)] == []
