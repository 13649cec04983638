"""Forms with which a client uploads one file straight to the object store: S3's POST policy, signed with SigV4.

Signing takes no request, so web processes do without the client, whose import alone takes 24 MiB.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

ALGORITHM = "AWS4-HMAC-SHA256"


def signed_fields(
    bucket: str,
    key: str,
    content_type: str,
    most_bytes: int,
    expires_at: datetime,
    *,
    credentials: tuple[str, str],
    region: str,
    now: datetime,
) -> Mapping[str, str]:
    """The fields of a form that takes one file of this type, up to so many bytes, under this key and no other."""
    access_key, secret_key = credentials
    scope = f"{now:%Y%m%d}/{region}/s3/aws4_request"
    fixed = {
        "key": key,
        "Content-Type": content_type,
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{access_key}/{scope}",
        "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
    }
    conditions = [{"bucket": bucket}, *({name: value} for name, value in fixed.items())]
    policy = {
        "expiration": f"{expires_at:%Y-%m-%dT%H:%M:%SZ}",
        "conditions": [*conditions, ["content-length-range", 1, most_bytes]],
    }
    encoded = base64.b64encode(json.dumps(policy).encode()).decode()
    return {**fixed, "policy": encoded, "x-amz-signature": _signature(encoded, secret_key, scope)}


def _signature(text: str, secret_key: str, scope: str) -> str:
    key = f"AWS4{secret_key}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
