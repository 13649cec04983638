"""Identifiers: opaque strings on the wire, distinct types in the code."""

import hashlib
import secrets
from typing import NewType

AccountId = NewType("AccountId", str)
LoginId = NewType("LoginId", str)
ListingId = NewType("ListingId", str)
MediaId = NewType("MediaId", str)
BidId = NewType("BidId", str)
OrderId = NewType("OrderId", str)
OfferId = NewType("OfferId", str)
RetractionId = NewType("RetractionId", str)
CategoryId = NewType("CategoryId", str)
PaymentId = NewType("PaymentId", str)
TradeNumber = NewType("TradeNumber", str)
CaseId = NewType("CaseId", str)
AuditId = NewType("AuditId", str)

_BYTES = 12
"""96 bits, 24 hexadecimal digits: no guessing, and no two alike by chance."""


def random_id() -> str:
    """A fresh, unguessable identifier."""
    return secrets.token_hex(_BYTES)


def derived_id(*parts: str) -> str:
    """The identifier that these parts always give: a repeated request finds what its first try made."""
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=_BYTES).hexdigest()
