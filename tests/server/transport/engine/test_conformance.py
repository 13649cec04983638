"""The protocol as its documents have it, frame by frame: Engine.IO 4 over WebSocket and Socket.IO 5 on top of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from server.transport.engine import SocketServer
from tests.support.engine import serving
from tests.support.raw import Closed, RawClient
from tests.support.waiting import until

EVENT = '["message",1,"2",{"3":[true]}]'


@pytest.fixture
def auths() -> list[Any]:
    """What the handler of connections was given."""
    return []


@pytest.fixture
async def server(auths: list[Any]) -> SocketServer:
    sio = SocketServer(ping_interval=1, ping_timeout=1)

    async def connect(sid: str, environ: dict[str, Any], auth: dict[str, Any] | None) -> bool:
        auths.append(auth or {})
        return auth != {"let": "nobody"}

    async def message(sid: str, *arguments: object) -> tuple[object, ...]:
        await sio.emit("message-back", arguments, to=sid)
        return arguments

    sio.on("connect", connect)
    sio.on("message", message)
    return sio


@pytest.fixture
async def url(server: SocketServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        yield address


@pytest.fixture
async def line(url: str) -> AsyncIterator[RawClient]:
    """An open WebSocket on which nothing was said yet."""
    async with RawClient(url) as client:
        yield client


@pytest.fixture
async def connected(line: RawClient) -> RawClient:
    """After the CONNECT and its answer."""
    assert "sid" in await line.connect()
    return line


# Engine.IO: handshake


async def test_the_session_is_opened_by_the_server(line: RawClient) -> None:
    opening = await line.hear()
    assert opening[0] == "0"
    told = orjson.loads(opening[1:])
    assert set(told) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert isinstance(told["sid"], str)
    assert told["upgrades"] == []
    assert (told["pingInterval"], told["pingTimeout"], told["maxPayload"]) == (1_000, 1_000, 65_536)


@pytest.mark.parametrize(
    "query",
    [
        "transport=websocket",
        "EIO=3&transport=websocket",
        "EIO=abc&transport=websocket",
        "EIO=4",
        "EIO=4&transport=abc",
        "EIO=4&transport=polling",
        "EIO=4&transport=websocket&sid=abc",
    ],
)
@pytest.mark.parametrize("upgrade", [True, False], ids=["websocket", "plain"])
async def test_another_handshake_opens_none(url: str, query: str, *, upgrade: bool) -> None:
    address = f"{url}/socket.io/?{query}"
    async with aiohttp.ClientSession() as http:
        if upgrade:
            with pytest.raises(aiohttp.WSServerHandshakeError) as no:
                await http.ws_connect(address)
            assert no.value.status == 400
        else:
            async with http.get(address) as answer:
                assert answer.status == 400


# Engine.IO: heartbeat


async def test_the_server_pings_and_who_answers_stays(url: str) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as line:
        await line.receive_str(timeout=5)
        await line.send_str("40")
        pings = 0
        while pings < 3:
            if await line.receive_str(timeout=5) == "2":
                await line.send_str("3")
                pings += 1


async def test_who_answers_no_ping_is_cut_off(url: str) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as line:
        await line.receive_str(timeout=5)
        await line.send_str("40")
        async with asyncio.timeout(10):
            while (message := await line.receive()).type is aiohttp.WSMsgType.TEXT:
                assert message.data[0] in "24"


# Engine.IO: the end


async def test_a_close_packet_ends_the_session(connected: RawClient, server: SocketServer) -> None:
    await connected.say("1")
    assert await connected.closed() == 1000
    await until(lambda: not server.eio.sockets)


async def test_a_close_of_the_websocket_ends_the_session(connected: RawClient, server: SocketServer) -> None:
    await connected.socket.close()
    await until(lambda: not server.eio.sockets)


async def test_no_upgrade_is_probed(connected: RawClient) -> None:
    for _ in range(3):
        await connected.say("2probe")
    assert await connected.closed() == 1008


@pytest.mark.parametrize("packet", ["abc", "4abc", "7", "42", "42{}", '42abc["message",1]', "44", "48"])
async def test_a_packet_of_no_known_format_ends_the_session_when_it_goes_on(connected: RawClient, packet: str) -> None:
    for _ in range(3):
        await connected.say(packet)
    assert await connected.closed() == 1008


# Socket.IO: CONNECT


@pytest.mark.parametrize(("packet", "auth"), [("40", {}), ("40{}", {}), ('40{"token":"123"}', {"token": "123"})])
async def test_a_connect_is_answered_with_an_id(
    line: RawClient, auths: list[Any], packet: str, auth: dict[str, str]
) -> None:
    opening = orjson.loads((await line.hear())[1:])
    await line.say(packet)
    answer = await line.hear()
    assert answer[:2] == "40"
    told = orjson.loads(answer[2:])
    assert list(told) == ["sid"]
    assert told["sid"] != opening["sid"]
    assert auths == [auth]


async def test_a_connect_that_is_refused_is_answered_with_a_sentence(line: RawClient) -> None:
    await line.hear()
    await line.say('40{"let":"nobody"}')
    assert set(orjson.loads((await line.hear()).removeprefix("44"))) == {"message"}


@pytest.mark.parametrize("packet", ["40/random", "40/random,", '40/random,{"token":"1"}', "40/%2e%2e,"])
async def test_there_is_one_namespace(line: RawClient, packet: str) -> None:
    await line.hear()
    await line.say(packet)
    answer = await line.hear()
    namespace = packet[2:].split(",", maxsplit=1)[0]
    assert answer.startswith(f"44{namespace},")
    assert set(orjson.loads(answer[len(f"44{namespace},") :])) == {"message"}
    await line.say("40")
    assert (await line.hear()).startswith("40{")


async def test_a_thousand_connects_do_not_keep_the_session_open(line: RawClient) -> None:
    await line.hear()
    for number in range(1_000):
        await line.say(f"40/{number},")
    assert await line.closed() == 1008
    assert len([said for said in line.heard if said.startswith("44/")]) <= 3


# Socket.IO: EVENT and ACK


async def test_an_event_is_heard_and_answered_by_an_event(connected: RawClient) -> None:
    await connected.say(f"42{EVENT}")
    assert await connected.hear() == f"42{EVENT.replace('message', 'message-back')}"


@pytest.mark.parametrize("number", ["0", "456", "2147483647", "007"])
async def test_an_event_that_asks_for_an_ack_gets_it_under_its_number(connected: RawClient, number: str) -> None:
    await connected.say(f"42{number}{EVENT}")
    assert (await connected.hear()).startswith('42["message-back"')
    acked = await connected.hear()
    assert acked == f'43{int(number)}[1,"2",{{"3":[true]}}]'


async def test_text_beyond_ascii_comes_through(connected: RawClient) -> None:
    await connected.say('42["message","二手 €𝄞"]')
    assert orjson.loads((await connected.hear())[2:]) == ["message-back", "二手 €𝄞"]


@pytest.mark.parametrize(
    "frames",
    [
        ['451-["message",{"_placeholder":true,"num":0}]', b"\x01\x02\x03"],
        [b"\x04\x02", b"\x00"],
        ['461-1[{"_placeholder":true,"num":0}]', b"\x01"],
    ],
    ids=["event", "frames", "ack"],
)
async def test_binary_is_refused(connected: RawClient, frames: list[str | bytes]) -> None:
    for frame in frames * 2:
        await connected.say(frame)
    assert await connected.closed() == 1008
    assert not [said for said in connected.heard if "message-back" in said]


@pytest.mark.parametrize("packet", ["42/random,", "42/random,1"])
async def test_an_event_for_another_namespace_is_not_heard(connected: RawClient, packet: str) -> None:
    await connected.say(packet + EVENT)
    await connected.say(f"421{EVENT}")
    assert (await connected.hear()).startswith('42["message-back"')
    assert (await connected.hear()).startswith("431[")


async def test_the_server_may_ask_for_an_ack_too(connected: RawClient, server: SocketServer) -> None:
    acked: list[tuple[object, ...]] = []
    await server.emit("ask", {"how": "are you"}, callback=lambda *answer: acked.append(answer))
    assert await connected.hear() == '421["ask",{"how":"are you"}]'
    await connected.say('431["well",1]')
    await until(lambda: acked == [("well", 1)])


# Socket.IO: DISCONNECT


@pytest.mark.parametrize("packet", ["41/custom", "41/custom,"])
async def test_a_disconnect_from_another_namespace_leaves_this_one_as_it_is(connected: RawClient, packet: str) -> None:
    await connected.say(packet)
    await connected.say('42["message","still here"]')
    assert await connected.hear() == '42["message-back","still here"]'


async def test_a_disconnect_ends_the_connection_and_nothing_after_it_is_heard(
    connected: RawClient, server: SocketServer
) -> None:
    heard: list[str] = []

    server.on("late", heard.append)
    await connected.say("41")
    await connected.say('42["late"]')
    assert await connected.closed() == 1000
    assert heard == []


async def test_an_event_before_the_connect_closes_the_session_when_it_goes_on(line: RawClient) -> None:
    await line.hear()
    for _ in range(3):
        await line.say(f"42{EVENT}")
    with pytest.raises(Closed) as end:
        await line.hear()
    assert end.value.code == 1008


async def test_a_second_connect_is_malformed(connected: RawClient) -> None:
    for _ in range(3):
        await connected.say("40")
    assert await connected.closed() == 1008
    assert not [said for said in connected.heard[2:] if said.startswith("40")]
