"""What the documents point at exists, and the card of packages is complete."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.rules.sources import ROOT, functions, parsed, python, tracked

INVENTED = {"server/stores/redis/lua/verb_noun.lua"}
"""Paths that stand for a kind of path."""
PAGES = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    files = [target for target in targets if target and ":" not in target]
    assert not [target for target in files if not (ROOT / page.parent / target).exists()]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_package_stands_on_the_card(readme: str) -> None:
    card = (ROOT / readme).read_text(encoding="utf-8").lower()
    parsed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [Requirement(it).name for it in parsed["project"]["dependencies"]]
    assert not [name for name in names if name.lower() not in card]


@pytest.mark.parametrize("page", [page for page in PAGES if page.parts[0] != "frontend"], ids=str)
def test_every_path_that_a_document_names_exists(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:server|handlers|models|frontend|docs|tests|deploy)/[\w./-]+\.\w+)`", text)
    assert not [path for path in named if path not in INVENTED and not (ROOT / path).exists()]


@pytest.mark.parametrize("page", [page for page in PAGES if page.parts[0] != "frontend"], ids=str)
def test_every_test_that_a_document_names_exists(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert not [
        f"{path}::{test}" for path, test in named if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]


def test_every_test_that_is_named_without_its_file_exists() -> None:
    pages = [(ROOT / page).read_text(encoding="utf-8") for page in PAGES if page.parts[0] == "docs"]
    named = {name for page in pages for name in re.findall(r"`(test_\w+)`", page)}
    assert named
    assert not named - {function.name for path in python("tests") for function in functions(parsed(path))}
