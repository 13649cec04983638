"""Settings: read from SOUK_* variables, refused in words, safe in production."""

from typing import Any

import pytest
from pydantic import ValidationError

from server.settings import Settings

SAFE: dict[str, Any] = {
    "env": "production",
    "origins": "https://souk.example",
    "token_keys": "keys",
    "search_key": "open-sesame",
    "objects_secret_key": "open-sesame",
    "demo_rate": 0,
}


def test_variables_are_read_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_WEB_PROCESSES", "3")
    monkeypatch.setenv("WEB_PROCESSES", "4")
    assert Settings().web_processes == 3


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_PORT", "")
    assert Settings().port == 8000


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOUK_ORIGINS", "https://a.example, https://b.example,")
    assert Settings().origins == ("https://a.example", "https://b.example")


def test_production_starts_with_safe_values() -> None:
    assert Settings.model_validate(SAFE).unsafe == ()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"origins": ""}, "SOUK_ORIGINS"),
        ({"origins": "*"}, "SOUK_ORIGINS"),
        ({"limit_factor": 2.0}, "SOUK_LIMIT_FACTOR"),
        ({"token_keys": None}, "SOUK_TOKEN_KEYS"),
        ({"search_key": ""}, "SOUK_SEARCH_KEY"),
        ({"objects_secret_key": ""}, "SOUK_OBJECTS_SECRET_KEY"),
        ({"demo_rate": 0.3}, "SOUK_DEMO_RATE"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(change: dict[str, Any], variable: str) -> None:
    with pytest.raises(ValidationError, match=variable):
        Settings.model_validate({**SAFE, **change})


@pytest.mark.parametrize(
    "change",
    [{"currency": "XXX"}, {"port": 70_000}, {"web_processes": 0}, {"mongo_database": "a/b"}, {"log_level": "loud"}],
)
def test_what_makes_no_sense_is_refused_anywhere(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(change)


def test_secrets_are_not_shown() -> None:
    assert "open-sesame" not in repr(Settings.model_validate(SAFE))


def test_every_setting_says_what_it_is_for() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]
