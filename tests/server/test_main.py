"""The command line, as far as nothing has to run for it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.rules.sources import ROOT


def _souk(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *arguments]
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}, **variables}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=100)


def test_every_command_is_listed() -> None:
    listed = _souk("--help").stdout
    assert all(
        f" {name} " in listed
        for name in (
            "up",
            "web",
            "worker",
            "sandbox",
            "migrate",
            "reindex",
            "contract",
            "seed",
            "doctor",
            "tokens",
            "replay",
            "admin",
        )
    )


def test_in_a_fresh_checkout_any_python_finds_its_environment_and_says_nothing_of_it_on_the_output() -> None:
    bare = {"PATH": os.defpath, "SOUK_CACHE_DIR": os.environ.get("SOUK_CACHE_DIR", ""), "HOME": str(Path.home())}
    command = [f"{sys.base_prefix}/bin/python3", "-m", "server", "tokens", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=bare, timeout=100)
    assert told.stdout.lstrip().startswith("Usage:")


def test_a_wrong_setting_is_named_without_a_traceback() -> None:
    ended = _souk("web", SOUK_PORT="far")
    assert ended.returncode == 2
    assert ended.stderr.startswith("SOUK_PORT: ")
    assert "Traceback" not in ended.stderr


def test_an_unsafe_production_is_refused_before_anything_starts() -> None:
    ended = _souk("web", SOUK_ENV="production")
    assert ended.returncode == 2
    assert "SOUK_ORIGINS must list" in ended.stderr


def test_the_contract_is_checked_by_its_exit_code(tmp_path: Path) -> None:
    ended = _souk("contract", "--check")
    assert ended.returncode == (1 if ended.stdout else 0)
