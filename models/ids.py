"""Identifiers: opaque strings on the wire, distinct types in the code."""

import base64
import hashlib
import secrets
from typing import NewType

AccountId = NewType("AccountId", str)
LoginId = NewType("LoginId", str)
ListingId = NewType("ListingId", str)
MediaId = NewType("MediaId", str)
CategoryId = NewType("CategoryId", str)

_BYTES = 15
"""120 bits: 24 characters of base32 without padding, and no guessing."""


def random_id() -> str:
    """A fresh, unguessable identifier."""
    return _text(secrets.token_bytes(_BYTES))


def derived_id(*parts: str) -> str:
    """The identifier that these parts always give: a repeated request finds what its first try made."""
    return _text(hashlib.blake2b("\x00".join(parts).encode(), digest_size=_BYTES).digest())


def _text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()
