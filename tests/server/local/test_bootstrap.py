"""Preparing a checkout, as far as that needs no minutes."""

import os
import re
import signal
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


def test_progress_is_told_with_part_megabytes_and_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOUK_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(bootstrap, "_HEARTBEAT", 0.0)
    said = "Downloading a.whl (1.5 MB)\nUsing cached b.whl (500 kB)\nDownloading c.whl.metadata (9 kB)"
    slowly = f"import time; print({said!r}, flush=True); time.sleep(2)"
    bootstrap._step("Python packages", [sys.executable, "-c", slowly], bootstrap._megabytes_of_pip)
    assert re.search(r"^  Python packages: 2 MB, \d s$", capsys.readouterr().out, re.MULTILINE)


def test_npm_s_progress_is_what_it_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_CACHE_DIR", str(tmp_path))
    (tmp_path / "npm" / "deep").mkdir(parents=True)
    (tmp_path / "npm" / "deep" / "package").write_bytes(bytes(3_000_000))
    assert bootstrap._megabytes_of_npm(tmp_path) == 3.0


def test_a_step_that_fails_shows_all_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_CACHE_DIR", str(tmp_path))
    with pytest.raises(SystemExit, match=r"no luck[\s\S]*Step: failed with exit code 3"):
        bootstrap._step("Step", [sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"])


def test_stopping_it_stops_what_it_started_and_says_so_in_a_line(tmp_path: Path) -> None:
    stopped = subprocess.Popen(
        [f"{sys.base_prefix}/bin/python3", "-I", str(_SCRIPT), "--", "true"],
        env={"PATH": str(tmp_path), "SOUK_CACHE_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert stopped.stdout is not None
    assert "To fetch once" in stopped.stdout.readline()
    stopped.stdout.readline()
    os.killpg(stopped.pid, signal.SIGINT)
    _, error = stopped.communicate(timeout=20)
    assert stopped.returncode == 130
    assert error == "Stopped; the next run goes on from here.\n"
