"""Signatures are the same as those of the library that we do without in web processes."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from server.stores.objects.signing import signed_fields, signed_url

NOW = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
FIELDS = signed_fields(
    "souk",
    "uploads/anna/m1",
    "image/jpeg",
    1000,
    NOW + timedelta(minutes=30),
    credentials=("key-id", "secret"),
    region="us-east-1",
    now=NOW,
)


def test_the_policy_leaves_nothing_to_the_client() -> None:
    policy = json.loads(base64.b64decode(FIELDS["policy"]))
    assert policy["expiration"] == "2026-11-23T13:00:15Z"
    assert policy["conditions"] == [
        {"bucket": "souk"},
        {"key": "uploads/anna/m1"},
        {"Content-Type": "image/jpeg"},
        {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
        {"x-amz-credential": "key-id/20261123/us-east-1/s3/aws4_request"},
        {"x-amz-date": "20261123T123015Z"},
        ["content-length-range", 1, 1000],
    ]


def test_the_signature_is_that_of_the_library() -> None:
    signer = S3SigV4PostAuth(Credentials("key-id", "secret"), "s3", "us-east-1")
    request = AWSRequest("POST", "https://s3.example/souk")
    request.context["timestamp"] = FIELDS["x-amz-date"]
    assert signer.signature(FIELDS["policy"], request) == FIELDS["x-amz-signature"]


def test_the_signature_of_an_address_is_that_of_the_library() -> None:
    url = "http://127.0.0.1:8333/souk/pictures/m1-0f/960.webp"
    request = AWSRequest("GET", url)
    S3SigV4QueryAuth(Credentials("key-id", "secret"), "s3", "us-east-1", expires=60).add_auth(request)
    signed = str(request.url)
    date = dict(parse_qsl(urlsplit(signed).query))["X-Amz-Date"]
    now = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert signed_url(url, credentials=("key-id", "secret"), region="us-east-1", seconds=60, now=now) == signed
