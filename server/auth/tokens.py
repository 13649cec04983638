"""Access tokens (JWT, RFC 7519, signed with EdDSA) and refresh tokens (a login and a secret)."""

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from handlers.ports import Refresh
from models.account import Account
from models.errors import Code, Refusal
from models.ids import AccountId, LoginId, random_id
from server.auth.keys import TokenKeys
from server.seams import Claims

ALGORITHM = "EdDSA"
LEEWAY_SECONDS = 10
LONGEST_SECONDS = 86_400
"""No token of ours lives longer, so one that claims to is refused whoever signed it."""

_MOST_CHARACTERS = 2048
_HEADERS = {"alg", "kid", "typ"}
"""Any further header asks for something that we do not do: `crit`, `b64`, `jku`, `jwk`, `x5u`, `zip` ..."""
_CLAIMS = ["exp", "iat", "nbf", "iss", "aud", "sub", "jti", "sid", "typ"]
_FORM = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REFRESH = re.compile(r"([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43})")


class SignedTokens:
    """Makes and reads the tokens of this market; `issuer` stands in them as issuer and as audience."""

    def __init__(self, keys: TokenKeys, issuer: str, *, access_seconds: int, refresh_days: int) -> None:
        self._keys, self._issuer = keys, issuer
        self._access_seconds, self._refresh_days = access_seconds, refresh_days

    @property
    def access_seconds(self) -> int:
        return self._access_seconds

    @property
    def refresh_days(self) -> int:
        return self._refresh_days

    def access(self, account: Account, login_id: LoginId, now: datetime) -> str:
        ring, issued = self._keys.current, int(now.timestamp())
        claims = {
            "iss": self._issuer,
            "aud": self._issuer,
            "sub": account.id,
            "sid": login_id,
            "typ": "access",
            "iat": issued,
            "nbf": issued,
            "exp": issued + self._access_seconds,
            "jti": random_id(),
        }
        return jwt.encode(claims, ring.signing, ALGORITHM, headers={"kid": ring.kid})

    def read(self, token: str) -> Claims:
        """What a token says; refuses with `token_expired`, or with `token_invalid` without saying why."""
        try:
            claims = self._verified(token)
        except jwt.ExpiredSignatureError:
            raise Refusal(Code.TOKEN_EXPIRED) from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise Refusal(Code.TOKEN_INVALID) from None
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        return Claims(AccountId(claims["sub"]), LoginId(claims["sid"]), expires_at)

    def refresh(self, login_id: LoginId) -> Refresh:
        secret = secrets.token_urlsafe(32)
        return Refresh(f"{login_id}.{secret}", _hash(secret))

    def parse_refresh(self, token: str) -> tuple[LoginId, str]:
        match = _REFRESH.fullmatch(token)
        if match is None:
            raise Refusal(Code.TOKEN_INVALID)
        return LoginId(match[1]), _hash(match[2])

    def _verified(self, token: str) -> dict[str, Any]:
        """The claims of a token of ours; raises ValueError or an error of PyJWT."""
        if len(token) > _MOST_CHARACTERS or not _FORM.fullmatch(token):
            raise ValueError("not the form of a token")
        header = jwt.get_unverified_header(token)
        kid = header.get("kid")
        if not header.keys() <= _HEADERS or header.get("alg") != ALGORITHM or not isinstance(kid, str):
            raise ValueError("not a header of ours")
        key = self._keys.verifying(kid)
        if key is None:
            raise ValueError("not a key of ours")
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=self._issuer,
            audience=self._issuer,
            leeway=timedelta(seconds=LEEWAY_SECONDS),
            options={"require": _CLAIMS, "strict_aud": True},
        )
        _check_shape(claims)
        return claims


def _check_shape(claims: dict[str, Any]) -> None:
    """Raises ValueError unless the claims have the types and bounds that ours have."""
    if claims["typ"] != "access":
        raise ValueError("not an access token")
    if not all(isinstance(claims[name], str) and _ID.fullmatch(claims[name]) for name in ("sub", "sid", "jti")):
        raise ValueError("not identifiers of ours")
    if not all(type(claims[name]) is int for name in ("exp", "iat", "nbf")):
        raise ValueError("moments are whole seconds")
    if not 0 < claims["exp"] - claims["iat"] <= LONGEST_SECONDS:
        raise ValueError("no such life")


def _hash(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
