"""Access and refresh tokens: ours are read, and everything that only looks like ours is refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models.account import Account
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId
from server.auth.keys import TokenKeys, make_key
from server.auth.tokens import SignedTokens

NOW = datetime.now(UTC)
SECONDS = int(NOW.timestamp())
LIFE = 12 * 3600
"""Of tokens in seconds: longer than any run of the tests."""
ALICE = Account.opened(AccountId("alice1"), "alice", "", "Alice", NOW)
PHONE = LoginId("phone1")
GOOD: Mapping[str, Any] = {
    "iss": "souk",
    "aud": "souk",
    "sub": ALICE.id,
    "sid": PHONE,
    "typ": "access",
    "iat": SECONDS,
    "nbf": SECONDS,
    "exp": SECONDS + LIFE,
    "jti": "token1",
}


@pytest.fixture
def keys(tmp_path: Path) -> TokenKeys:
    make_key(tmp_path, "k1")
    return TokenKeys(tmp_path)


@pytest.fixture
def tokens(keys: TokenKeys) -> SignedTokens:
    return SignedTokens(keys, "souk", access_seconds=LIFE, refresh_days=30)


def signed(keys: TokenKeys, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
    """A token with our signature and whatever content."""
    head = {"alg": "EdDSA", "typ": "JWT", "kid": "k1", **(header or {})}
    content = f"{_b64(json.dumps(head).encode())}.{_b64(json.dumps(claims).encode())}"
    return f"{content}.{_b64(keys.current.signing.sign(content.encode()))}"


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def refusal_of(tokens: SignedTokens, token: str) -> Code:
    with pytest.raises(Refusal) as caught:
        tokens.read(token)
    return caught.value.code


def test_what_was_signed_is_read(tokens: SignedTokens) -> None:
    claims = tokens.read(tokens.access(ALICE, PHONE, NOW))
    assert (claims.account_id, claims.login_id) == (ALICE.id, PHONE)
    assert claims.expires_at == (NOW + timedelta(seconds=LIFE)).replace(microsecond=0)


def test_the_forgeries_below_differ_from_a_good_token_only_where_they_say(
    keys: TokenKeys, tokens: SignedTokens
) -> None:
    assert tokens.read(signed(keys, GOOD)).account_id == ALICE.id


def test_tokens_of_a_retired_key_are_read_until_its_file_goes(
    tmp_path: Path, keys: TokenKeys, tokens: SignedTokens
) -> None:
    old = tokens.access(ALICE, PHONE, NOW)
    make_key(tmp_path, "k2")
    keys.reread()
    new = tokens.access(ALICE, PHONE, NOW)
    assert jwt.get_unverified_header(new)["kid"] == "k2"
    assert tokens.read(old) == tokens.read(new)
    (tmp_path / "k1.pem").unlink()
    keys.reread()
    assert refusal_of(tokens, old) is Code.TOKEN_INVALID


@pytest.mark.parametrize("age", [911, 3600, 10**9])
def test_a_token_that_ran_out_says_so(keys: TokenKeys, tokens: SignedTokens, age: int) -> None:
    old = {**GOOD, "iat": SECONDS - age, "nbf": SECONDS - age, "exp": SECONDS - age + 900}
    assert refusal_of(tokens, signed(keys, old)) is Code.TOKEN_EXPIRED


@pytest.mark.parametrize("name", list(GOOD))
def test_every_claim_is_required(keys: TokenKeys, tokens: SignedTokens, name: str) -> None:
    less = {key: value for key, value in GOOD.items() if key != name}
    assert refusal_of(tokens, signed(keys, less)) is Code.TOKEN_INVALID
    assert refusal_of(tokens, signed(keys, {**GOOD, name: None})) is Code.TOKEN_INVALID


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "soukk"},
        {"iss": "sou"},
        {"iss": ["souk"]},
        {"aud": "other"},
        {"aud": ["souk"]},
        {"aud": ["souk", "other"]},
        {"typ": "refresh"},
        {"typ": "id"},
        {"typ": True},
        {"exp": str(SECONDS + LIFE)},
        {"exp": SECONDS + LIFE + 0.5},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": []},
        {"exp": {}},
        {"exp": 32_503_680_000},
        {"exp": 10**400},
        {"iat": SECONDS + 3600, "exp": SECONDS + 4500},
        {"iat": str(SECONDS)},
        {"nbf": SECONDS + 3600},
        {"nbf": "soon"},
        {"sub": 1},
        {"sub": ""},
        {"sub": {"$gt": ""}},
        {"sub": "x" * 65},
        {"sid": ["phone1"]},
        {"sid": "../phone1"},
        {"jti": 7},
    ],
    ids="-".join,  # no value in a name: every worker must find the same names
)
def test_our_signature_does_not_excuse_a_wrong_claim(
    keys: TokenKeys, tokens: SignedTokens, wrong: Mapping[str, Any]
) -> None:
    assert refusal_of(tokens, signed(keys, {**GOOD, **wrong})) is Code.TOKEN_INVALID


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "nOnE"},
        {"alg": "HS256"},
        {"alg": "RS256"},
        {"alg": "ES256"},
        {"alg": ["EdDSA"]},
        {"alg": None},
        {"kid": "../../dev/null"},
        {"kid": "k1' OR '1'='1"},
        {"kid": "k" * 1000},
        {"kid": None},
        {"kid": ["k1"]},
        {"kid": ""},
        {"crit": ["exp"]},
        {"crit": []},
        {"b64": False},
        {"b64": False, "crit": ["b64"]},
        {"jku": "https://evil.example/keys.json"},
        {"x5u": "https://evil.example/cert.pem"},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}},
        {"zip": "DEF"},
        {"cty": "JWT"},
    ],
    ids=str,
)
def test_our_signature_does_not_excuse_a_strange_header(
    keys: TokenKeys, tokens: SignedTokens, header: Mapping[str, Any]
) -> None:
    assert refusal_of(tokens, signed(keys, GOOD, header)) is Code.TOKEN_INVALID


@pytest.mark.parametrize("form", ["raw", "pem", "der", "jwk"])
def test_the_public_key_is_no_secret_to_sign_with(keys: TokenKeys, tokens: SignedTokens, form: str) -> None:
    public = keys.current.signing.public_key()
    secret = {
        "raw": public.public_bytes(Encoding.Raw, PublicFormat.Raw),
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "der": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "jwk": jwt.algorithms.OKPAlgorithm.to_jwk(public).encode(),
    }[form]
    for alg in ("HS256", "EdDSA"):
        head = _b64(json.dumps({"alg": alg, "typ": "JWT", "kid": "k1"}).encode())
        content = f"{head}.{_b64(json.dumps(GOOD).encode())}"
        forged = f"{content}.{_b64(hmac.digest(secret, content.encode(), hashlib.sha256))}"
        assert refusal_of(tokens, forged) is Code.TOKEN_INVALID


def test_a_key_that_is_not_ours_signs_nothing(tokens: SignedTokens) -> None:
    forged = jwt.encode(dict(GOOD), Ed25519PrivateKey.generate(), "EdDSA", headers={"kid": "k1"})
    assert refusal_of(tokens, forged) is Code.TOKEN_INVALID


def test_pieces_of_tokens_are_no_tokens(keys: TokenKeys, tokens: SignedTokens) -> None:
    good = signed(keys, GOOD)
    head, body, signature = good.split(".")
    other = signed(keys, {**GOOD, "sub": "mallory"}).split(".")[1]
    nested = _b64(b"[" * 1200)
    pieces = (
        *("", ".", "..", "a.b.c", head, f"{head}.{body}", f"{head}.{body}.", f"{head}..{signature}", f"{good}.{good}"),
        *(f"{good},{good}", f"{good}.", f"Bearer {good}", f"{good[:-4]}AAAA", f"{head}.{other}.{signature}"),
        *(f"{head}.{nested}.{signature}", f"{nested}.{body}.{signature}", "\ud800", "é.é.é", good + "A" * 3000),
        *(f" {good}", f"{good}\n", f"{head}.{body}.{signature}=="),
    )
    for piece in pieces:
        assert refusal_of(tokens, piece) is Code.TOKEN_INVALID, piece


def test_a_refresh_token_is_no_access_token(tokens: SignedTokens) -> None:
    assert refusal_of(tokens, tokens.refresh(PHONE).token) is Code.TOKEN_INVALID


def test_a_refresh_token_names_its_login_and_keeps_its_secret_from_the_database(tokens: SignedTokens) -> None:
    fresh = tokens.refresh(PHONE)
    assert tokens.parse_refresh(fresh.token) == (PHONE, fresh.secret_hash)
    assert fresh.token.split(".")[1] not in fresh.secret_hash
    assert tokens.refresh(PHONE) != fresh


@pytest.mark.parametrize("token", ["", ".", "phone1", "phone1.", f".{'a' * 43}", f"a b.{'a' * 43}", f"a.{'a' * 44}"])
def test_what_has_not_the_form_of_a_refresh_token_is_refused(tokens: SignedTokens, token: str) -> None:
    with pytest.raises(Refusal) as caught:
        tokens.parse_refresh(token)
    assert caught.value.code is Code.TOKEN_INVALID
