"""Events pass the shop on and do not use it: what happens stands in actions."""

import ast
from pathlib import Path

import pytest

from tests.rules.sources import parsed, python


def _uses(source: ast.AST) -> list[str]:
    """Whatever reaches into `call.shop`."""
    inside = [node for node in ast.walk(source) if isinstance(node, ast.Attribute)]
    return [ast.unparse(node) for node in inside if ast.unparse(node.value) == "call.shop"]


@pytest.mark.parametrize(
    "path", [it for it in python("handlers") if it.name in {"events.py", "jobs.py", "reactions.py"}], ids=str
)
def test_an_event_passes_the_shop_on_but_does_not_use_it(path: Path) -> None:
    assert not _uses(parsed(path))


def test_the_rule_sees_what_it_forbids() -> None:
    assert _uses(ast.parse("await call.shop.orders.find(call.body.id)")) == ["call.shop.orders"]
    assert not _uses(ast.parse("await actions.pay(call.actor, call.shop)"))
