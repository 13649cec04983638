"""The command line."""

import pytest
from typer.testing import CliRunner

from server.__main__ import cli

_COMMANDS = ("up", "web", "worker", "migrate", "contract", "seed", "doctor", "tokens", "admin")


def test_every_command_says_what_it_does() -> None:
    for command in _COMMANDS:
        told = CliRunner().invoke(cli, [command, "--help"])
        assert told.exit_code == 0
        assert "Usage" in told.output


@pytest.mark.parametrize(
    ("variable", "value"), [("SOUK_CURRENCY", "shells"), ("SOUK_PORT", "many"), ("SOUK_LIMIT_FACTOR", "-1")]
)
def test_a_wrong_setting_is_named_without_a_traceback(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    refused = CliRunner().invoke(cli, ["migrate"])
    assert refused.exit_code == 2
    assert refused.output.startswith(f"{variable}: ")
    assert "Traceback" not in refused.output


def test_production_is_refused_with_all_that_is_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_ENV", "production")
    monkeypatch.setenv("SOUK_LIMIT_FACTOR", "3")
    refused = CliRunner().invoke(cli, ["migrate"])
    assert refused.exit_code == 2
    assert "SOUK_LIMIT_FACTOR must be 1" in refused.output
    assert "SOUK_ORIGINS must list the exact origins" in refused.output
