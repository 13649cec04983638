"""What is installed is pinned by hash, from no index in particular."""

import tomllib
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_FILES = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", _FILES)
def test_every_requirement_has_a_hash_and_no_index(name: str) -> None:
    text = (_ROOT / "deploy" / name).read_text()
    requirements = [block for block in text.replace("\\\n", " ").splitlines() if "==" in block.split("#")[0]]
    assert requirements
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text


@pytest.mark.parametrize("name", _FILES)
def test_every_dependency_is_pinned(name: str) -> None:
    text = (_ROOT / "deploy" / name).read_text()
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]
    for dependency in project["dependencies"]:
        package = dependency.partition(">=")[0].partition("[")[0]
        assert f"\n{package}" in text


def test_every_dependency_has_a_lower_bound() -> None:
    told = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    groups = [line for group in told["dependency-groups"].values() for line in group if isinstance(line, str)]
    assert all(">=" in line or "==" in line for line in [*told["project"]["dependencies"], *groups])
