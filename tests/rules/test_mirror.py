"""Each source has its tests at the mirrored path, so that they are found without searching."""

import ast
from pathlib import Path

from tests.rules.sources import PACKAGES, ROOT, functions, parsed, python

EXCUSED: dict[str, str] = {}
"""Sources without a test file of their own, each with the reason; the table may only shrink."""


def _test_of(source: Path) -> Path:
    named = source.parent if source.name == "__init__.py" else source.with_suffix("")
    return Path("tests") / named.parent / f"test_{named.name.strip('_')}.py"


def _runs_something(source: Path) -> bool:
    """Whether it has functions of its own: Protocols and plain data leave nothing to test."""
    body = [node for node in parsed(source).body if not _is_protocol(node)]
    return any(next(functions(node), None) for node in body)


def _is_protocol(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)


def _untested() -> set[str]:
    sources = [source for source in python(*PACKAGES) if _runs_something(source)]
    return {str(source) for source in sources if not (ROOT / _test_of(source)).is_file()}


def test_each_source_has_its_test_file() -> None:
    missing = [f"{source} lacks {_test_of(Path(source))}" for source in sorted(_untested() - EXCUSED.keys())]
    assert not missing, "\n".join(missing)


def test_no_excuse_outlives_its_reason() -> None:
    assert not EXCUSED.keys() - _untested()
