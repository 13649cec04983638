"""Files and functions stay small enough to be read at once."""

from pathlib import Path

import pytest

from tests.rules.sources import PACKAGES, ROOT, functions, parsed, python, tracked

FILE, FUNCTION, EVENT = 400, 50, 15
READ_BY_PEOPLE = {".py", ".lua", ".ts", ".vue", ".sh", ".yml", ".toml"}
GENERATED = {Path("frontend/src/wire/contract.ts")}

RAISED: dict[str, tuple[int, str]] = {}
"""Path, or path::function, to a higher limit and the reason for it."""


def _over(measured: dict[str, int], limit: int) -> dict[str, int]:
    return {name: lines for name, lines in measured.items() if lines > RAISED.get(name, (limit, ""))[0]}


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def _function_lines(path: Path) -> dict[str, int]:
    found = functions(parsed(path))
    return {f"{path}::{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for node in found}


def test_files_stay_below_400_lines() -> None:
    files = [path for path in tracked() if path.suffix in READ_BY_PEOPLE and path not in GENERATED]
    assert not _over({str(path): _lines(path) for path in files}, FILE)


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_functions_stay_below_50_lines(folder: str) -> None:
    sizes = {name: lines for path in python(folder) for name, lines in _function_lines(path).items()}
    assert not _over(sizes, FUNCTION)


def test_events_stay_below_15_lines() -> None:
    events = [path for path in python("handlers") if path.name == "events.py"]
    sizes = {name: lines for path in events for name, lines in _function_lines(path).items()}
    assert sizes
    assert not _over(sizes, EVENT)


def test_no_limit_is_raised_without_a_reason() -> None:
    assert all(reason.endswith(".") for _, reason in RAISED.values())
