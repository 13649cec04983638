"""Settings: read from SOUK_* variables, refused in words, safe in production."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from server.sandbox.keys import SandboxKeys
from server.settings import SANDBOX_APP_ID, SANDBOX_MARK, Settings

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


def test_origins_are_those_that_browsers_send() -> None:
    several = "https://souk.example,http://127.0.0.1:8000,http://localhost:8000,http://[::1]:8000"
    assert len(Settings.model_validate({"origins": several}).origins) == 4


def test_production_starts_with_safe_values() -> None:
    assert Settings.model_validate(SAFE).unsafe == ()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"origins": ""}, "SOUK_ORIGINS"),
        ({"origins": "*"}, "SOUK_ORIGINS"),
        ({"limit_factor": 2.0}, "SOUK_LIMIT_FACTOR"),
        ({"token_keys": None}, "SOUK_TOKEN_KEYS"),
        ({"origins": "https://souk.example,*"}, "SOUK_ORIGINS"),
        ({"trusted_proxies": "10.0.0.0/8,0.0.0.0/0"}, "SOUK_TRUSTED_PROXIES"),
        ({"trusted_proxies": "::/0"}, "SOUK_TRUSTED_PROXIES"),
        ({"search_key": ""}, "SOUK_SEARCH_KEY"),
        ({"search_key": "change-this-search-key"}, "SOUK_SEARCH_KEY"),
        ({"objects_secret_key": ""}, "SOUK_OBJECTS_SECRET_KEY"),
        ({"objects_secret_key": "change-this-objects-key"}, "SOUK_OBJECTS_SECRET_KEY"),
        ({"demo_rate": 0.3}, "SOUK_DEMO_RATE"),
        ({"alipay_gateway_url": "http://127.0.0.1:1/gateway.do"}, "SOUK_ALIPAY_GATEWAY_URL"),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(change: dict[str, Any], variable: str) -> None:
    with pytest.raises(ValidationError, match=variable):
        Settings.model_validate({**SAFE, **change})


def merchant(folder: Path) -> dict[str, Any]:
    """A market that is paid through Alipay."""
    keys = SandboxKeys.of(folder)
    for path, real in ((keys.market_private, "own.pem"), (keys.gateway_public, "alipay.pem")):
        (folder / real).write_bytes(path.read_bytes().removeprefix(SANDBOX_MARK))
    files = {"alipay_private_key": folder / "own.pem", "alipay_public_key": folder / "alipay.pem"}
    return {
        "alipay_app_id": "2021000000000001",
        "payment_notify_url": "https://souk.example/pay/alipay/notify",
        **files,
    }


def test_production_is_paid_through_alipay(tmp_path: Path) -> None:
    assert Settings.model_validate({**SAFE, **merchant(tmp_path)}).unsafe == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"alipay_app_id": SANDBOX_APP_ID}, "SOUK_ALIPAY_APP_ID must not be the sandbox's"),
        ({"alipay_private_key": "sandbox/market.pem"}, "keys must not be the sandbox's"),
        ({"alipay_public_key": "sandbox/gateway.public.pem"}, "keys must not be the sandbox's"),
        ({"payment_notify_url": "http://souk.example/pay/alipay/notify"}, "SOUK_PAYMENT_NOTIFY_URL must be https"),
    ],
)
def test_production_refuses_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = {**merchant(tmp_path), **change}
    with pytest.raises(ValidationError, match=sentence):
        Settings.model_validate({**SAFE, **told})
    assert sentence in "; ".join(Settings.model_validate(told).unsafe)


def test_a_merchant_needs_the_keys_of_both_sides() -> None:
    with pytest.raises(ValidationError, match="SOUK_ALIPAY_PRIVATE_KEY and SOUK_ALIPAY_PUBLIC_KEY must name files"):
        Settings.model_validate({"alipay_app_id": "2021000000000001"})


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "XXX"},
        {"port": 70_000},
        {"web_processes": 0},
        {"mongo_database": "a/b"},
        {"log_level": "loud"},
        {"origins": "https://souk.example/"},
        {"origins": "souk.example"},
        {"origins": "https://Souk.example"},
        {"trusted_proxies": "the proxy"},
        {"trusted_proxies": "10.0.0.0/33"},
    ],
)
def test_what_makes_no_sense_is_refused_anywhere(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(change)


def test_secrets_are_not_shown() -> None:
    assert "open-sesame" not in repr(Settings.model_validate(SAFE))


def test_every_setting_says_what_it_is_for() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]
