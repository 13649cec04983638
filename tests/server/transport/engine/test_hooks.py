"""The libraries still have what the engine reaches into, and it reaches into nothing else."""

import inspect
from collections.abc import Callable, Iterator
from importlib.metadata import version
from operator import attrgetter
from pkgutil import resolve_name
from typing import Any

import engineio
import pytest
import socketio
from aiohttp._websocket.reader import WebSocketDataQueue
from engineio.async_socket import AsyncSocket
from socketio.async_manager import AsyncManager

from server.transport.engine import Socket, SocketServer
from server.transport.engine.engineio import EngineServer
from server.transport.engine.hooks import ATTRIBUTES, CHECKED, HOOKS, Attribute, Hook
from server.transport.engine.rooms import RoomManager
from server.transport.engine.socket import Inbox

REPLACED = (
    (SocketServer, socketio.AsyncServer),
    (RoomManager, AsyncManager),
    (EngineServer, engineio.AsyncServer),
    (Socket, AsyncSocket),
    (Inbox, WebSocketDataQueue),
)
"""Our classes, and those of libraries whose place they take."""
_MARKS: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}

Function = Callable[..., Any]


def parameters(function: Function) -> tuple[str, ...]:
    """As a hook spells them."""
    every = [f"{_MARKS.get(it.kind, '')}{it.name}" for it in inspect.signature(function).parameters.values()]
    return tuple(name for name in every if name != "self")


def replacements() -> Iterator[tuple[str, Function, Function]]:
    """What we have instead of something of a library: its name, ours, theirs."""
    for ours, theirs in REPLACED:
        for name, function in inspect.getmembers(ours, inspect.isroutine):
            original = getattr(theirs, name, None)
            if function is original or hasattr(object, name) or name not in vars(ours) or not callable(original):
                continue
            yield f"{ours.__name__}.{name}", function, original


@pytest.mark.parametrize("hook", HOOKS, ids=attrgetter("where"))
def test_the_library_still_has_the_hook_and_it_takes_the_same(hook: Hook) -> None:
    assert parameters(resolve_name(hook.where)) == hook.parameters, hook.use


@pytest.mark.parametrize("attribute", ATTRIBUTES, ids=lambda it: f"{it.of}.{it.name}")
def test_the_library_still_has_the_attribute(attribute: Attribute) -> None:
    cls = resolve_name(attribute.of)
    carrier = cls(async_mode="aiohttp") if cls in {socketio.AsyncServer, engineio.AsyncServer} else cls
    carrier = cls() if cls is socketio.AsyncManager else carrier
    assert hasattr(carrier, attribute.name), attribute.use


@pytest.mark.parametrize(("name", "ours", "theirs"), tuple(replacements()))
def test_what_takes_the_place_of_something_is_named_and_takes_all_that_it_takes(
    name: str, ours: Function, theirs: Function
) -> None:
    assert [hook for hook in HOOKS if resolve_name(hook.where) == theirs], f"{name} is no hook"
    taken = parameters(ours)
    given = [it for it in parameters(theirs) if not it.startswith("*")]
    assert any(it.startswith("**") for it in taken) or set(given) <= set(taken)


@pytest.mark.parametrize("library", CHECKED)
def test_the_versions_in_use_are_not_older_than_those_that_were_checked(library: str) -> None:
    def parts(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split("."))

    assert parts(version(library)) >= parts(CHECKED[library])
