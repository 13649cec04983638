"""Tokens that are not ours, not for this, or not good any more: refused at the connect with a code and nothing else."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tests.journeys.quiet import quietly
from tests.support.market import Market
from tests.support.people import somebody
from tests.support.raw import RawClient

Claims = dict[str, Any]
Forge = Callable[["Mint"], str]


class Mint:
    """Somebody's good claims, and the market's own key to sign what he never was given."""

    def __init__(self, market: Market, session: Mapping[str, Any]) -> None:
        folder = Path(market.environment["SOUK_DATA_DIR"]) / "keys"
        (self.path,) = folder.glob("*.pem")
        key = load_pem_private_key(self.path.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        self.key, self.session = key, session
        self.good: str = session["access_token"]
        header, claims, _ = self.good.split(".")
        self.header, self.claims = _read(header), _read(claims)

    def signed(self, header: Claims | None = None, key: Ed25519PrivateKey | None = None, **claims: Any) -> str:
        """Our signature under changed contents; a claim that is None is left out."""
        kept = {name: value for name, value in {**self.claims, **claims}.items() if value is not None}
        content = f"{_spell({**self.header, **(header or {})})}.{_spell(kept)}"
        return f"{content}.{_text((key or self.key).sign(content.encode()))}"

    def with_hmac(self, secret: bytes) -> str:
        content = f"{_spell({**self.header, 'alg': 'HS256'})}.{_spell(self.claims)}"
        return f"{content}.{_text(hmac.digest(secret, content.encode(), hashlib.sha256))}"

    def unsigned(self, algorithm: str) -> str:
        return f"{_spell({**self.header, 'alg': algorithm})}.{_spell(self.claims)}."

    @property
    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def public_raw(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _read(part: str) -> Claims:
    parsed: Claims = json.loads(base64.urlsafe_b64decode(part + "=="))
    return parsed


def _spell(value: Claims) -> str:
    return _text(json.dumps(value).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


NOW = int(time.time())

INVALID: dict[str, Forge] = {
    "not a token": lambda _: "token",
    "nothing": lambda _: "",
    "three dots": lambda _: "...",
    "no signature": lambda mint: mint.good.rpartition(".")[0] + ".",
    "a cut signature": lambda mint: mint.good[:-4],
    "another one's signature": lambda mint: mint.signed(key=Ed25519PrivateKey.generate()),
    "two tokens": lambda mint: f"{mint.good}.{mint.good}",
    "8 kB": lambda _: "x" * 8_000,
    "a NUL behind it": lambda mint: mint.good + "\x00",
    "alg none": lambda mint: mint.unsigned("none"),
    "alg nOnE": lambda mint: mint.unsigned("nOnE"),
    "HMAC with the public key": lambda mint: mint.with_hmac(mint.public_pem),
    "HMAC with the raw public key": lambda mint: mint.with_hmac(mint.public_raw),
    "an unknown key": lambda mint: mint.signed({"kid": "another"}),
    "a path as key": lambda mint: mint.signed({"kid": "../../../etc/passwd"}),
    "no key": lambda mint: mint.signed({"kid": None}),
    "a critical extension": lambda mint: mint.signed({"crit": ["b64"], "b64": False}),
    "a key of its own": lambda mint: mint.signed(
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": _text(mint.public_raw)}}
    ),
    "another issuer": lambda mint: mint.signed(iss="souk.evil.example"),
    "another audience": lambda mint: mint.signed(aud="other"),
    "no end": lambda mint: mint.signed(exp=None),
    "an end that is a text": lambda mint: mint.signed(exp="tomorrow"),
    "an end in a thousand years": lambda mint: mint.signed(exp=NOW + 31_536_000_000),
    "not yet": lambda mint: mint.signed(nbf=NOW + 3_600),
    "another purpose": lambda mint: mint.signed(typ="refresh"),
    "a login that never was": lambda mint: mint.signed(sid="nobodyslogin"),
    "an account that never was": lambda mint: mint.signed(sub="nobody"),
    "an operator as account": lambda mint: mint.signed(sub={"$ne": None}),
    "a refresh token": lambda mint: str(mint.session["refresh_token"]),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mint(market: Market) -> Mint:
    async with somebody(market.url) as (_, session):
        return Mint(market, session)


@pytest.mark.parametrize("forge", INVALID.values(), ids=INVALID.keys())
async def test_a_token_that_is_not_ours_is_refused(market: Market, mint: Mint, forge: Forge) -> None:
    assert await _refused(market, forge(mint)) == "token_invalid"


async def test_a_token_that_ran_out_is_told_so(market: Market, mint: Mint) -> None:
    token = mint.signed(iat=NOW - 7_200, nbf=NOW - 7_200, exp=NOW - 3_600)
    assert await _refused(market, token) == "token_expired"


async def test_the_forgeries_differ_from_a_good_token_only_where_they_say(market: Market, mint: Mint) -> None:
    async with RawClient(market.url) as client:
        assert "sid" in await client.connect(token=mint.signed())
        assert (await client.ask("account:me", {}))["data"]["account"]["id"] == mint.session["account"]["id"]


async def test_a_refused_token_leaves_no_trace_of_itself(market: Market, mint: Mint) -> None:
    start = market.mark()
    token = mint.signed(iss="souk.evil.example")
    await _refused(market, token)
    assert token.split(".")[2] not in market.logged(start)


async def _refused(market: Market, token: str) -> str:
    """The code of the refusal; afterwards the socket is nobody's and nothing was said to it."""
    async with quietly(market), RawClient(market.url) as client:
        answer = await client.connect(token=token)
        assert set(answer) == {"message", "data"}
        assert len(client.heard) == 2
        return str(answer["data"]["code"])
