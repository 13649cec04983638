"""The catalogue: every event and push once, each with a sentence for those who write clients."""

import re

import pytest

from handlers import catalogue
from handlers.contract import Event
from handlers.session import events as session
from handlers.shapes import OnceRequest

EVENTS, PUSHES = catalogue.EVENTS, catalogue.PUSHES


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_named_noun_verb_and_has_a_sentence(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z_]+", name)
    assert EVENTS[name].name == name
    assert EVENTS[name].doc.endswith(".")


@pytest.mark.parametrize("name", PUSHES)
def test_a_push_is_named_noun_participle_and_has_a_sentence(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z_]+", name)
    assert PUSHES[name].name == name
    assert (PUSHES[name].__doc__ or "").strip().endswith(".")


def test_no_event_and_push_share_a_name() -> None:
    assert not EVENTS.keys() & PUSHES.keys()


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_events_with_one_effect_and_no_others_need_a_request_id(event: Event) -> None:  # type: ignore[type-arg]
    assert issubclass(event.takes, OnceRequest) == event.once


def test_an_event_that_is_declared_twice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_EVENTS", (session, session))
    with pytest.raises(RuntimeError, match="server:time is declared twice"):
        catalogue._events()
