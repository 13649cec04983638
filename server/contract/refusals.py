"""Which codes an event may refuse with, read from the code that it reaches: a table kept by hand would go stale."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import handlers
import models
from handlers.contract import Event
from handlers.ports import Work
from models.actor import ANONYMOUS, Actor
from models.errors import Code
from models.ids import AccountId

EVERYWHERE: Final = frozenset({
    Code.INVALID_PAYLOAD, Code.SLOW_DOWN, Code.TOO_BUSY,
    Code.TIMEOUT, Code.UNAVAILABLE, Code.UNCONFIRMED, Code.INTERNAL,
})  # fmt: skip
"""Codes that any known event may answer with; they are told once."""

Method = tuple[type, FunctionType]

_IN_WORDS = re.compile(r"[Rr]efuses with `([a-z_]+)`")
"""How a port says what its implementation refuses."""


def refusals(event: Event[Any, Any]) -> tuple[Code, ...]:
    """The codes of this event beyond those of every event, in the order of the enum.

    Follows names, not types: a method counts as reached when a class of ours that the caller's module knows has one of
    that name, or, if it knows none, when any has. So a code too many is possible.
    """
    found: set[Code] = set()
    seen: set[object] = set()
    waiting: list[Any] = [event.run]
    methods = _methods()
    while waiting:
        function = waiting.pop()
        if function not in seen:
            seen.add(function)
            found |= _mentioned(function)
            waiting += _reached(function, methods)
    if Work.save in seen:  # another request may save first
        found |= {code for code in Code if code == f"{event.name.partition(':')[0]}_changed"}
    found -= EVERYWHERE | {Code.SIGN_IN_REQUIRED}
    found |= {no for actor in (ANONYMOUS, Actor(AccountId("somebody"))) if (no := event.who.refusal(actor))}
    found |= {Code.IDEMPOTENCY_MISMATCH} if event.once else set()
    return tuple(code for code in Code if code in found)


def _mentioned(function: FunctionType) -> set[Code]:
    """The codes a function spells, looks up in a table of its module, or promises in its docstring."""
    names = _names(function.__code__)
    spelled = {Code[name] for name in names if "Code" in names and name in Code.__members__}
    globals_used = [function.__globals__.get(name) for name in names]
    tables = [value.values() for value in globals_used if isinstance(value, Mapping)]
    listed = {value for table in tables for value in table if isinstance(value, Code)}
    promised = set(_IN_WORDS.findall(function.__doc__ or ""))
    return spelled | listed | {code for code in Code if code in promised}


def _reached(function: FunctionType, methods: Mapping[str, Sequence[Method]]) -> Iterator[FunctionType]:
    names = _names(function.__code__)
    values: list[object] = [function.__globals__[name] for name in names if name in function.__globals__]
    for module in [value for value in values if isinstance(value, ModuleType) and _is_ours(value.__name__)]:
        values += [vars(module)[name] for name in names if name in vars(module)]
    yield from (value for value in values if isinstance(value, FunctionType) and _is_ours(value.__module__))
    for value in values:
        if inspect.isclass(value) and _is_ours(value.__module__):
            yield from _functions(vars(value).get("__post_init__"))
    imported = function.__globals__.values()
    known = {value.__name__ for value in imported if isinstance(value, (type, ModuleType))} | {function.__module__}
    for name in names - function.__globals__.keys():  # a module `actions` is no method of that name
        alike = methods.get(name, ())
        near = [function for owner, function in alike if {owner.__name__, owner.__module__} & known]
        yield from near or (function for _, function in alike)


def _methods() -> Mapping[str, Sequence[Method]]:
    """Every method and property of the classes of `handlers` and `models`, by name."""
    found: dict[str, list[Method]] = {}
    for module in _modules():
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__:
                for name, member in vars(kind).items():
                    found.setdefault(name, []).extend((kind, it) for it in _functions(member))
    return found


def _modules() -> Iterator[ModuleType]:
    """All modules of `handlers` and `models`: what happens to be imported already must make no difference."""
    for package in (handlers, models):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _functions(member: object) -> Iterator[FunctionType]:
    """The function behind a member of a class, if there is one."""
    match member:
        case staticmethod(__func__=function) | classmethod(__func__=function):
            yield from _functions(function)
        case property(fget=function) | cached_property(func=function):
            yield from _functions(function)
        case FunctionType() if _is_ours(member.__module__):
            yield member


def _names(code: CodeType) -> set[str]:
    """The globals and attributes that a function uses, inner functions included."""
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*inner)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in {"handlers", "models"}
