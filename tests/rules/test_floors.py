"""No dependency may be older than the release that closed a known hole, and none is without a lower bound."""

import json
import re
import tomllib
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.rules.sources import ROOT

PYTHON = {
    "python-socketio": "5.18.1",  # CVE-2025-61765 pickles from the queue, CVE-2026-48804 piled-up attachments
    "python-engineio": "4.15.1",  # bounded WebSocket frames, no HTTP before the connect
    "aiohttp": "3.14.4",  # CVE-2026-69243 smuggling by upgrade, CVE-2026-123817 memory of frames
    "pyjwt": "2.15.0",  # CVE-2026-48523 allow-list bypass, CVE-2026-102273 to 102275
    "pillow": "12.3.0",  # CVE-2026-55379 and 55380 around the check for decompression bombs
}
NPM = {"socket.io-parser": "4.2.7"}  # CVE-2026-33151 and CVE-2026-69185: attachments without end

_PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def _project() -> dict[str, list[Requirement]]:
    parsed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {"dependencies": parsed["project"]["dependencies"], **parsed.get("dependency-groups", {})}
    return {name: [Requirement(it) for it in group if isinstance(it, str)] for name, group in groups.items()}


def _lowest(requirement: Requirement) -> Version | None:
    bounds = [Version(it.version) for it in requirement.specifier if it.operator in {">=", "==", "~="}]
    return max(bounds, default=None)


@pytest.mark.parametrize(("name", "floor"), PYTHON.items())
def test_a_python_package_is_new_enough(name: str, floor: str) -> None:
    (bound,) = [_lowest(it) for it in _project()["dependencies"] if it.name.lower() == name]
    assert bound is not None
    assert bound >= Version(floor)


def test_each_python_package_has_a_lower_bound() -> None:
    assert not [str(it) for group in _project().values() for it in group if _lowest(it) is None]


def test_the_pinned_packages_are_new_enough() -> None:
    pins = dict(_pins())
    assert not {name: pins[name] for name, floor in PYTHON.items() if name in pins and pins[name] < Version(floor)}
    assert pins.keys() >= PYTHON.keys()


def _pins() -> Iterator[tuple[str, Version]]:
    for path in (ROOT / "deploy").glob("requirements*.txt"):
        for name, version in _PIN.findall(path.read_text(encoding="utf-8")):
            yield name.lower(), Version(version)


@pytest.mark.parametrize(("name", "floor"), NPM.items())
def test_a_package_of_the_front_end_is_new_enough(name: str, floor: str) -> None:
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))
    found = [it["version"] for path, it in lock["packages"].items() if path.endswith(f"node_modules/{name}")]
    assert found
    assert all(Version(version) >= Version(floor) for version in found)
