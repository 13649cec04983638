"""Handshakes: which are accepted, and the sentence for each that is not."""

from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.transport.engine.handshake import WEBSOCKET_ONLY, acceptance, refusal, response

SOCKET = "/socket.io/?EIO=4&transport=websocket"
HEADERS = {
    "Host": "souk.example",
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "WebSocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
OURS = ["https://souk.example"]


def asking(path: str = SOCKET, method: str = "GET", **changed: str) -> web.Request:
    headers = {**HEADERS, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return make_mocked_request(method, path, headers=headers)


def status(request: web.Request, origins: list[str] | None = None) -> HTTPStatus | None:
    no = refusal(request, OURS if origins is None else origins)
    return no[0] if no else None


def test_a_handshake_by_the_book_is_accepted() -> None:
    assert status(asking()) is None
    assert status(asking(Origin="https://souk.example")) is None


def test_the_answer_to_a_key_is_that_of_the_standard() -> None:
    """The example of RFC 6455, section 1.3."""
    answer = acceptance(asking())
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" in answer
    assert b"Extensions" not in acceptance(asking(Sec_WebSocket_Extensions="permessage-deflate"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://souk.example.evil",
        "https://xsouk.example",
        "http://souk.example",
        "https://souk.example:444",
        "null",
        "",
    ],
)
def test_only_the_exact_origin_is_ours(origin: str) -> None:
    assert status(asking(Origin=origin)) is HTTPStatus.FORBIDDEN


def test_with_no_origin_listed_a_page_may_connect_to_where_it_came_from() -> None:
    assert status(asking(Origin="http://souk.example"), []) is None
    assert status(asking(Origin="https://souk.example"), []) is None
    assert status(asking(Origin="https://evil.example"), []) is HTTPStatus.FORBIDDEN


def test_forwarded_hosts_make_no_origin_ours() -> None:
    assert status(asking(Origin="https://evil.example", X_Forwarded_Host="evil.example"), []) is HTTPStatus.FORBIDDEN


REFUSED: dict[str, dict[str, Any]] = {
    "polling": {"path": "/socket.io/?EIO=4&transport=polling"},
    "an upgrade from polling": {"path": SOCKET + "&sid=x"},
    "an old protocol": {"path": "/socket.io/?EIO=3&transport=websocket"},
    "another method": {"method": "POST"},
    "no upgrade": {"Upgrade": "h2c"},
    "a connection that is kept": {"Connection": "keep-alive"},
    "an old version": {"Sec_WebSocket_Version": "8"},
    "a short key": {"Sec_WebSocket_Key": "c2hvcnQ="},
    "a key that is none": {"Sec_WebSocket_Key": "%%%"},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_a_bad_request(changed: dict[str, Any]) -> None:
    assert status(asking(**changed)) is HTTPStatus.BAD_REQUEST


def test_a_client_that_polls_is_told_the_fix() -> None:
    assert refusal(asking("/socket.io/?EIO=4&transport=polling"), OURS) == (HTTPStatus.BAD_REQUEST, WEBSOCKET_ONLY)


def test_a_refusal_can_be_read_by_the_page_that_asked() -> None:
    answer = response(HTTPStatus.SERVICE_UNAVAILABLE, "Full.", "https://souk.example", 5)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://souk.example"
    assert (answer.headers["Vary"], answer.headers["Retry-After"]) == ("Origin", "5")
    assert answer.text == '{"message": "Full."}'


def test_who_names_no_origin_is_told_without() -> None:
    assert "Access-Control-Allow-Origin" not in response(HTTPStatus.BAD_REQUEST, "No.", None).headers
