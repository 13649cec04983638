"""Each source has its tests at the mirrored path, so that they are found without searching."""

import ast
from pathlib import Path

from tests.rules.sources import PACKAGES, ROOT, parsed, python

EXCUSED: dict[str, str] = {}
"""Sources without a test file of their own, each with the reason; the table may only shrink."""

_SAYS_NOTHING = (ast.Import, ast.ImportFrom, ast.Expr)


def _test_of(source: Path) -> Path:
    named = source.parent if source.name == "__init__.py" else source.with_suffix("")
    return Path("tests") / named.parent / f"test_{named.name.strip('_')}.py"


def _is_only_a_title(source: Path) -> bool:
    """A package that only says what it holds, or hands on names of its modules."""
    return source.name == "__init__.py" and all(isinstance(node, _SAYS_NOTHING) for node in parsed(source).body)


def _is_only_protocols(source: Path) -> bool:
    """Nothing that runs: Protocols and plain values."""
    classes = [node for node in parsed(source).body if isinstance(node, ast.ClassDef)]
    functions = [node for node in parsed(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return bool(classes) and not functions and all("Protocol" in ast.unparse(node) for node in classes)


def _untested() -> set[str]:
    sources = [it for it in python(*PACKAGES) if not _is_only_a_title(it) and not _is_only_protocols(it)]
    return {str(source) for source in sources if not (ROOT / _test_of(source)).is_file()}


def test_each_source_has_its_test_file() -> None:
    missing = [f"{source} lacks {_test_of(Path(source))}" for source in sorted(_untested() - EXCUSED.keys())]
    assert not missing, "\n".join(missing)


def test_no_excuse_outlives_its_reason() -> None:
    assert not EXCUSED.keys() - _untested()
