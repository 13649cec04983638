"""The libraries still have what the engine reaches into."""

import inspect
from functools import reduce
from importlib import import_module
from importlib.metadata import version
from typing import Any

import pytest

from server.transport.engine.hooks import CHECKED, HOOKS, Hook


def found(where: str) -> Any:
    module, cls, name = where.rsplit(".", 2)
    return reduce(getattr, (cls, name), import_module(module))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.where)
def test_the_library_still_has_the_hook(hook: Hook) -> None:
    assert callable(found(hook.where)), hook.use


@pytest.mark.parametrize("hook", [it for it in HOOKS if not it.where.startswith("aiohttp._")], ids=lambda it: it.where)
def test_the_hook_still_takes_what_we_rely_on(hook: Hook) -> None:
    assert set(hook.parameters) <= set(inspect.signature(found(hook.where)).parameters), hook.use


@pytest.mark.parametrize("library", CHECKED)
def test_the_versions_in_use_are_not_older_than_those_that_were_checked(library: str) -> None:
    def parts(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split("."))

    assert parts(version(library)) >= parts(CHECKED[library])
