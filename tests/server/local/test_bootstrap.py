"""Preparing a checkout, as far as that needs no minutes."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.local import bootstrap

_SCRIPT = Path(bootstrap.__file__)
_ELSEWHERE = "import platform, runpy, sys; platform.machine = lambda: 'arm64'; sys.argv = sys.argv[1:]; "


def _on_another_platform(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    program = f"{_ELSEWHERE}runpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run(
        [f"{sys.base_prefix}/bin/python3", "-I", "-c", program, str(_SCRIPT), "--", "true"],
        env={"PATH": str(folder), "SOUK_CACHE_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )


def test_another_platform_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    refused = _on_another_platform(tmp_path)
    assert refused.returncode == 1
    for command, variable in (
        ("mongod", "SOUK_MONGO_URL"),
        ("valkey-server or redis-server", "SOUK_REDIS_URL"),
        ("meilisearch", "SOUK_SEARCH_URL"),
        ("weed", "SOUK_OBJECTS_URL"),
    ):
        assert f"Install {command} " in refused.stderr
        assert f"or set {variable}." in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_is_set_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    refused = _on_another_platform(tmp_path, SOUK_MONGO_URL="mongodb://elsewhere")
    assert "mongod" not in refused.stderr
    assert "meilisearch" in refused.stderr


def test_the_front_end_is_built_again_only_when_a_source_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "FRONTEND", tmp_path)
    for name in ("src", "dist", "node_modules"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "main.ts").write_text("one")
    first = bootstrap._digest_of_sources()
    (tmp_path / "dist" / "index.html").write_text("built")
    (tmp_path / "node_modules" / "package.js").write_text("installed")
    assert bootstrap._digest_of_sources() == first
    (tmp_path / "src" / "main.ts").write_text("two")
    assert bootstrap._digest_of_sources() != first
