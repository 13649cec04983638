"""What is signed with SigV4: forms that take one file straight to the object store, and addresses to read one from.

Signing takes no request, so web processes do without the client, whose import alone takes 24 MiB.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

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


def signed_url(url: str, *, credentials: tuple[str, str], region: str, seconds: int, now: datetime) -> str:
    """The address under which this object may be read for so many seconds; its path is quoted already."""
    access_key, secret_key = credentials
    scope, host, path = f"{now:%Y%m%d}/{region}/s3/aws4_request", urlsplit(url).netloc, urlsplit(url).path
    asked = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{access_key}/{scope}",
        "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
        "X-Amz-Expires": seconds,
        "X-Amz-SignedHeaders": "host",
    }
    query = urlencode(asked, quote_via=quote, safe="")
    request = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    signature = _signature(f"{ALGORITHM}\n{asked['X-Amz-Date']}\n{scope}\n{digest}", secret_key, scope)
    return f"{url}?{query}&X-Amz-Signature={signature}"


def _signature(text: str, secret_key: str, scope: str) -> str:
    key = f"AWS4{secret_key}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
