"""Each module says first what lives in it."""

import ast
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGES, ROOT, parsed, python, tracked


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_a_python_module_opens_with_a_sentence(folder: str) -> None:
    assert not [str(path) for path in python(folder) if parsed(path).body and not _is_sentence(_opening(path))]


def test_a_lua_script_opens_with_a_sentence() -> None:
    scripts = [path for path in tracked() if path.suffix == ".lua"]
    openings = {path: (ROOT / path).read_text(encoding="utf-8").split("\n", 1)[0] for path in scripts}
    assert not [str(path) for path, line in openings.items() if not line.startswith(f"-- {path.stem}: ")]


def _opening(path: Path) -> str:
    return (ast.get_docstring(parsed(path)) or "").split("\n\n")[0]


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "!", "?"))
