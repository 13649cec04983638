"""What the documents point at exists, and the card of packages is complete."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.rules.sources import ROOT, tracked

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


def test_the_paths_that_architecture_names_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:server|handlers|models|frontend|docs)/[\w./-]+\.\w+)`", text)
    invented = {"server/stores/redis/lua/verb_noun.lua"}
    assert named
    assert not [path for path in named if path not in invented and not (ROOT / path).exists()]
