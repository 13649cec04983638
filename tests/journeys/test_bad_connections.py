"""Handshakes and bytes on the wire that are refused before any of our code sees a message."""

import asyncio

import aiohttp
import pytest

from tests.journeys.quiet import quietly
from tests.support.frames import BINARY, CLOSE, CONTINUATION, PATIENCE, PING, TEXT, close_code, exchange, frame, upgrade
from tests.support.market import Market
from tests.support.people import somebody
from tests.support.raw import RawClient

EVENT = b'421["server:time",{}]'

BAD_FRAMES = {
    "a reserved bit": frame(TEXT, EVENT, reserved=4),
    "all reserved bits": frame(TEXT, EVENT, reserved=7),
    "an unknown opcode": frame(3, EVENT),
    "an unknown control opcode": frame(11),
    "a ping in two parts": frame(PING, b"x", last=False),
    "a ping that is too long": frame(PING, b"x" * 126),
    "a continuation of nothing": frame(CONTINUATION, EVENT),
    "a text within a text": frame(TEXT, b"4", last=False) + frame(TEXT, EVENT),
    "a declared length of 2^63 - 1": frame(TEXT, b"4", length=2**63 - 1),
    "a declared length of a gigabyte": frame(BINARY, b"4", length=2**30),
    "more fragments than fit": frame(TEXT, b"4" * 40_000, last=False) + frame(CONTINUATION, b"4" * 40_000),
    "fragments of one byte without end": frame(TEXT, b"4", last=False) + frame(CONTINUATION, b"4", last=False) * 70_000,
    "a close with a code that nobody may send": frame(CLOSE, b"\x03\xed"),
    "a close with half a code": frame(CLOSE, b"\x03"),
    "a close with a reason that is no UTF-8": frame(CLOSE, b"\x03\xe8\xff\xfe"),
    "more fragments of a byte than fit": frame(TEXT, b"4", last=False)
    + frame(CONTINUATION, b"x", last=False) * 100_000,
    "a close that says half a code": frame(CLOSE, b"\x03"),
    "a close with a code that nobody sends": frame(CLOSE, (1005).to_bytes(2, "big")),
    "a compressed message": frame(TEXT, b"\x00" * 100, reserved=4),
}


@pytest.mark.parametrize("sent", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
async def test_a_frame_against_the_rules_closes_the_connection(market: Market, sent: bytes) -> None:
    async with quietly(market), exchange(market.url, upgrade(market.url)) as (reader, writer):
        assert b"101" in await reader.readline()
        writer.write(sent)
        assert await close_code(reader) in {1002, 1003, 1007, 1008, 1009, None}


@pytest.mark.parametrize("heard", [b"maxPayload", b"server:ready"], ids=["before it is let in", "afterwards"])
async def test_text_that_is_no_utf_8_is_refused(market: Market, heard: bytes) -> None:
    async with quietly(market), exchange(market.url, upgrade(market.url)) as (reader, writer):
        assert b"101" in await reader.readline()
        writer.write(frame(TEXT, b"40"))
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(heard)
        writer.write(frame(TEXT, b'42["\xff\xfe",{}]') * 3)
        assert await close_code(reader) in {1007, 1008, None}


REFUSED_REQUESTS = {
    "polling": "/socket.io/?EIO=4&transport=polling",
    "JSONP": "/socket.io/?EIO=4&transport=polling&j=0",
    "an old protocol": "/socket.io/?EIO=3&transport=websocket",
    "no protocol": "/socket.io/?transport=websocket",
    "a session of another transport": "/socket.io/?EIO=4&transport=websocket&sid=x",
    "polling with a session": "/socket.io/?EIO=4&transport=polling&sid=x",
}


@pytest.mark.parametrize("path", REFUSED_REQUESTS.values(), ids=REFUSED_REQUESTS.keys())
async def test_a_handshake_of_another_kind_gets_400_and_a_sentence(market: Market, path: str) -> None:
    headers = {"Origin": market.url}
    async with quietly(market), aiohttp.request("GET", market.url + path, headers=headers) as answer:
        assert answer.status == 400
        assert answer.headers["Access-Control-Allow-Origin"] == market.url
        assert (await answer.json())["message"].endswith(".")


async def test_a_polling_handshake_is_told_what_to_do(market: Market) -> None:
    async with aiohttp.request("GET", market.url + REFUSED_REQUESTS["polling"]) as answer:
        assert 'transports: ["websocket"]' in (await answer.json())["message"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_open_no_connection(market: Market, method: str) -> None:
    address = market.url + "/socket.io/?EIO=4&transport=websocket"
    async with quietly(market), aiohttp.request(method, address, data=b"x") as answer:
        assert 400 <= answer.status < 500


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "{url}.evil.example",
        "{url}0",
        "https://{host}.evil.example",
        "http://evil-{host}",
        "https://user@{host}",
        "file://",
        "{url}/path",
    ],
)
async def test_pages_of_other_origins_may_not_connect(market: Market, origin: str) -> None:
    spelled = origin.format(url=market.url, host=market.url.removeprefix("http://"))
    async with quietly(market):
        with pytest.raises(aiohttp.WSServerHandshakeError) as no:
            async with RawClient(market.url, {"Origin": spelled, "X-Forwarded-Host": "evil.example"}):
                raise AssertionError(f"{spelled} was let in")
        assert no.value.status == 403


async def test_the_market_s_own_pages_may_connect(market: Market) -> None:
    async with RawClient(market.url, {"Origin": market.url}) as client:
        assert "sid" in await client.connect()


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

BAD_REQUESTS = {
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a header of 100 kB": b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
    "a query of 100 kB": b"GET /socket.io/?" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "line feeds alone": b"GET / HTTP/1.1\nHost: x\n\n",
    "a hundred thousand headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "a line feed in a chunk's extension": b"POST /pay/alipay/notify HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n",
    "a chunk of no length": b"POST /pay/alipay/notify HTTP/1.1\r\nHost: x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "an escape sequence as user agent": b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: \x1b[2J\r\n\r\n",
    "100,000 headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "a chunk of negative length": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "a line break inside a header": b"GET / HTTP/1.1\r\nHost: x\r\nX-Bad: a\nGET /evil HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
async def test_http_that_is_none_gets_400_and_the_connection_is_closed(market: Market, request_bytes: bytes) -> None:
    async with quietly(market), exchange(market.url, request_bytes) as (reader, _):
        async with asyncio.timeout(PATIENCE):
            answer = await reader.read(65_536)
            while more := await reader.read(65_536):
                answer += more
        assert answer[9:12] in {b"400", b"414", b"431"}, answer[:200]
        assert b"Traceback" not in answer


HIDDEN = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "headers", [{}, {"Content_Length": str(len(HIDDEN))}, {"Transfer_Encoding": "chunked"}], ids=str
)
async def test_a_request_hidden_behind_a_handshake_is_not_answered(market: Market, headers: dict[str, str]) -> None:
    async with quietly(market), exchange(market.url, upgrade(market.url, **headers) + HIDDEN) as (reader, writer):
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(TEXT, b"x") * 3)
        async with asyncio.timeout(PATIENCE):
            answer += await reader.read(-1)
    assert b'"status"' not in answer
    assert answer.count(b"HTTP/1.1") == 1


async def test_a_cookie_is_no_credential(market: Market) -> None:
    async with somebody(market.url) as (_, me):
        token = me["access_token"]
        headers = {"Cookie": f"token={token}; access_token={token}", "Authorization": f"Bearer {token}"}
        async with quietly(market), RawClient(market.url, headers) as client:
            await client.connect()
            assert (await client.push("server:ready"))["account"] is None
            assert (await client.ask("account:me", {}))["error"]["code"] == "sign_in_required"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_WebSocket_Key": "short"},
        {"Sec_WebSocket_Key": ""},
        {"Sec_WebSocket_Version": "8"},
        {"Upgrade": "h2c"},
        {"Connection": "keep-alive"},
    ],
    ids=" ".join,
)
async def test_half_a_handshake_opens_no_connection(market: Market, headers: dict[str, str]) -> None:
    async with quietly(market), exchange(market.url, upgrade(market.url, **headers)) as (reader, _):
        assert b" 400 " in await reader.readline()
