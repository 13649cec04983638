"""Every knob of a running Souk, read once from `SOUK_*` variables and never changed afterwards."""

import re
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.money import EXPONENTS

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?")
Words = Annotated[tuple[str, ...], NoDecode]

SANDBOX_APP_ID = "9000000000000001"
SANDBOX_MARK = b"Souk sandbox key, worth nothing.\n"
"""First line of every key that the sandbox gateway makes."""
SAMPLE_MARK = "change-this"
"""How the secrets of the compose file begin."""


class Settings(BaseSettings):
    """What an operator may set; a wrong value stops the start with a sentence that names the variable."""

    model_config = SettingsConfigDict(env_prefix="SOUK_", env_ignore_empty=True, frozen=True, extra="ignore")

    env: Literal["development", "production"] = Field("development", description="production refuses unsafe values")
    currency: str = Field("CNY", description="the market's one currency, an ISO 4217 code")
    origins: Words = Field((), description="exact origins that browsers may connect from, comma separated")
    trusted_proxies: Words = Field(
        (), description="addresses or networks whose X-Forwarded-For is believed, comma separated"
    )

    host: str = Field("127.0.0.1", description="address that the web processes listen on")
    port: int = Field(8000, ge=0, le=65535, description="port that all web processes share")
    own_port: int = Field(0, ge=0, le=65535, description="further port of this web process alone; 0 opens none")
    metrics_port: int = Field(
        0, ge=0, le=65535, description="loopback port of this process's /metrics; 0 picks a free one"
    )
    web_processes: int = Field(2, ge=1, le=64, description="web processes under `python -m server up`")

    mongo_url: str = Field("mongodb://127.0.0.1:27017/?replicaSet=souk", description="MongoDB, a replica set")
    mongo_database: str = Field("souk", pattern=r"^[A-Za-z0-9_-]{1,38}$", description="database name")
    redis_url: str = Field("redis://127.0.0.1:6379/0", description="Redis or Valkey")
    redis_prefix: str = Field("souk:", description="prefix of every key and channel")
    search_url: str = Field("http://127.0.0.1:7700", description="Meilisearch")
    search_key: SecretStr = Field(SecretStr(""), description="Meilisearch key")
    search_index: str = Field("listings", pattern=r"^[A-Za-z0-9_-]{1,100}$", description="index of listings")
    objects_url: str = Field("http://127.0.0.1:8333", description="S3 endpoint as the server reaches it")
    objects_public_url: str = Field(
        "", description="a CDN before the market, where pictures are read; empty: the market"
    )
    objects_upload_url: str = Field("", description="where clients upload pictures; empty: the endpoint and bucket")
    objects_bucket: str = Field("souk", description="S3 bucket of pictures")
    objects_access_key: str = Field("", description="S3 access key id")
    objects_secret_key: SecretStr = Field(SecretStr(""), description="S3 secret access key")

    token_keys: Path | None = Field(
        None, description="folder of Ed25519 signing keys, <kid>.pem; the last name signs, all verify"
    )
    token_issuer: str = Field("souk", description="`iss` and `aud` of access tokens")
    access_token_seconds: int = Field(900, ge=30, le=86_400, description="life of an access token")
    refresh_token_days: int = Field(30, ge=1, le=365, description="life of a refresh token since its last use")

    alipay_gateway_url: str = Field("https://openapi.alipay.com/gateway.do", description="Alipay's gateway")
    alipay_app_id: str = Field("", description="this market's application at Alipay; empty: nothing can be paid")
    alipay_seller_id: str = Field("", description="the Alipay account that buyers pay to (2088...)")
    alipay_private_key: Path | None = Field(None, description="file of the application's RSA2 private key, PEM")
    alipay_public_key: Path | None = Field(
        None, description="file of Alipay's own public key, PEM; not the application's"
    )
    payment_notify_url: str = Field(
        "", description="public address of this market's /pay/alipay/notify; empty: payments are only asked for"
    )
    payment_return_url: str = Field("", description="public address of the pages, where buyers come back to")
    payment_seconds: float = Field(4, gt=0, le=60, description="deadline of a call to the payment provider")
    sandbox_port: int = Field(0, ge=0, le=65535, description="loopback port of the sandbox gateway; 0 picks a free one")
    sandbox_notify_factor: float = Field(
        1.0, ge=0, description="multiplies the pauses between repeated notices of the sandbox gateway"
    )

    limit_factor: float = Field(1.0, gt=0, description="multiplies every request limit; must be 1 in production")
    max_sockets: int = Field(19_000, ge=1, description="sockets of one web process")
    drain_seconds: float = Field(10, ge=0, le=300, description="time that SIGTERM grants to requests under way")

    data_dir: Path = Field(Path(".souk"), description="data, logs and keys of the local servers")
    frontend_dir: Path = Field(Path("frontend/dist"), description="built front end, served at /")
    demo_listings: int = Field(2000, ge=0, description="listings that `up` loads into an empty market; 0 loads nothing")
    demo_rate: float = Field(0.3, ge=0, le=100, description="acts a second of the simulated people; 0 turns them off")
    ready_file: Path | None = Field(None, description="written as JSON by `up` when all is ready")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least severe line that is logged"
    )

    @field_validator("origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("origins")
    @classmethod
    def _exact(cls, value: Words) -> Words:
        """As a browser spells them: what is spelled otherwise would let nobody in."""
        for origin in value:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: scheme, host and port alone, such as https://souk.example")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: Words) -> Words:
        for proxy in value:
            ip_network(proxy, strict=False)
        return value

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in EXPONENTS:
            raise ValueError(f"{value!r} is not a currency this market knows")
        return value

    @model_validator(mode="after")
    def _payable(self) -> Self:
        if self.alipay_app_id and not all(key and key.is_file() for key in self._alipay_keys):
            raise ValueError("SOUK_ALIPAY_PRIVATE_KEY and SOUK_ALIPAY_PUBLIC_KEY must name files")
        return self

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        if self.env == "production" and (unsafe := self.unsafe):
            raise ValueError("; ".join(unsafe))
        return self

    @property
    def _alipay_keys(self) -> tuple[Path | None, ...]:
        return self.alipay_private_key, self.alipay_public_key

    @cached_property
    def unsafe(self) -> tuple[str, ...]:
        """What would be dangerous in production, a sentence each; empty when all is well."""
        findings = {
            "SOUK_ORIGINS must list the exact origins of your pages": not self.origins,
            "SOUK_ORIGINS must not contain *": "*" in self.origins,
            "SOUK_LIMIT_FACTOR must be 1": self.limit_factor != 1,
            "SOUK_TOKEN_KEYS must name a folder of signing keys": self.token_keys is None,
            "SOUK_TRUSTED_PROXIES must not be everybody": any(word.endswith("/0") for word in self.trusted_proxies),
            "SOUK_SEARCH_KEY must be set, and not to a sample": not _is_secret(self.search_key),
            "SOUK_OBJECTS_SECRET_KEY must be set, and not to a sample": not _is_secret(self.objects_secret_key),
            "SOUK_DEMO_RATE must be 0": self.demo_rate != 0,
            "SOUK_ALIPAY_GATEWAY_URL must be https": not self.alipay_gateway_url.startswith("https://"),
            "SOUK_ALIPAY_APP_ID must not be the sandbox's": self.alipay_app_id == SANDBOX_APP_ID,
            "SOUK_ALIPAY_* keys must not be the sandbox's": any(map(_is_sandbox_key, self._alipay_keys)),
            "SOUK_PAYMENT_NOTIFY_URL must be https": bool(
                self.alipay_app_id and not self.payment_notify_url.startswith("https://")
            ),
        }
        return tuple(sentence for sentence, found in findings.items() if found)


def _is_secret(given: SecretStr) -> bool:
    secret = given.get_secret_value()
    return bool(secret) and not secret.startswith(SAMPLE_MARK)


def _is_sandbox_key(path: Path | None) -> bool:
    return path is not None and path.is_file() and path.read_bytes().startswith(SANDBOX_MARK)
