"""The standard python-socketio API on this engine, spoken to by the stock client."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from server.transport.engine import SocketServer
from tests.support.engine import client, serving
from tests.support.raw import RawClient
from tests.support.waiting import until


class Heard(list[Any]):
    """What a client was told under one name."""

    def __init__(self, by: socketio.AsyncClient, event: str) -> None:
        super().__init__()
        by.on(event, lambda *arguments: self.append(arguments))


@pytest.fixture
async def server() -> SocketServer:
    it = SocketServer()

    async def echo(sid: str, *arguments: Any) -> Any:
        return arguments

    it.on("echo", echo)
    return it


@pytest.fixture
async def url(server: SocketServer) -> AsyncIterator[str]:
    async with serving(server) as address:
        yield address


async def test_an_event_is_answered_by_its_handler(url: str) -> None:
    async with client(url) as it:
        assert await it.call("echo", {"a": [1, "二"]}) == {"a": [1, "二"]}
        assert await it.call("echo", (1, 2)) == (1, 2)
        assert await it.call("echo") is None


async def test_the_server_may_ask_too(server: SocketServer, url: str) -> None:
    async with client(url) as it:
        it.on("sum", lambda one, other: one + other)
        assert await server.call("sum", (1, 2), to=it.get_sid()) == 3


async def test_an_answer_that_nobody_waits_for_is_passed_over(server: SocketServer, url: str) -> None:
    async with RawClient(url) as raw:
        await raw.connect()
        await raw.say('4399["late"]')
        assert await raw.ask("echo", 1) == 1


async def test_a_room_hears_what_is_said_in_it_and_others_do_not(server: SocketServer, url: str) -> None:
    async with client(url) as inside, client(url) as outside:
        said, missed = Heard(inside, "news"), Heard(outside, "news")
        await server.enter_room(inside.get_sid(), "kitchen")
        await server.emit("news", {"n": 1}, room="kitchen")
        await asyncio.gather(inside.call("echo"), outside.call("echo"))
        assert (said, missed) == ([({"n": 1},)], [])
        await server.leave_room(inside.get_sid(), "kitchen")
        await server.emit("news", {"n": 2}, room="kitchen")
        await inside.call("echo")
        assert len(said) == 1


async def test_everybody_hears_what_is_said_to_all_but_those_skipped(server: SocketServer, url: str) -> None:
    async with client(url) as one, client(url) as other:
        said, missed = Heard(one, "news"), Heard(other, "news")
        await server.emit("news", skip_sid=other.get_sid())
        await server.emit("news", (1, 2), skip_sid=[other.get_sid()])
        await asyncio.gather(one.call("echo"), other.call("echo"))
        assert (said, missed) == ([(), (1, 2)], [])


async def test_who_is_in_two_rooms_hears_once(server: SocketServer, url: str) -> None:
    async with client(url) as it:
        said = Heard(it, "news")
        for room in ("one", "other"):
            await server.enter_room(it.get_sid(), room)
        assert set(server.rooms(it.get_sid())) == {it.get_sid(), "one", "other"}
        await server.emit("news", 1, room=["one", "other", it.get_sid()])
        await it.call("echo")
        assert said == [(1,)]
        await server.close_room("one")
        assert set(server.rooms(it.get_sid())) == {it.get_sid(), "other"}


async def test_a_client_s_own_id_is_a_room_that_nobody_else_enters(server: SocketServer, url: str) -> None:
    async with client(url) as one, client(url) as other:
        said, missed = Heard(one, "news"), Heard(other, "news")
        with pytest.raises(ValueError, match="sid"):
            await server.enter_room(other.get_sid(), one.get_sid())
        await server.emit("news", 1, to=one.get_sid())
        await asyncio.gather(one.call("echo"), other.call("echo"))
        assert (said, missed) == ([(1,)], [])


async def test_a_session_is_kept_while_the_client_stays(server: SocketServer, url: str) -> None:
    async with client(url) as it:
        async with server.session(it.get_sid()) as session:
            session["name"] = "Lin"
        assert await server.get_session(it.get_sid()) == {"name": "Lin"}


async def test_the_environment_of_a_client_is_known_to_its_handler(server: SocketServer, url: str) -> None:
    seen: list[Any] = []
    server.on("connect", lambda _, environ, auth: seen.append((environ["REMOTE_ADDR"], auth)))
    async with client(url, auth={"token": "t"}):
        assert seen == [("127.0.0.1", {"token": "t"})]


async def test_a_handler_may_refuse_a_connection(server: SocketServer, url: str) -> None:
    def refuse(sid: str, environ: Any, auth: Any) -> None:
        raise socketio.exceptions.ConnectionRefusedError("not today")

    server.on("connect", refuse)
    it = socketio.AsyncClient(reconnection=False)
    told = Heard(it, "connect_error")
    with pytest.raises(NotConnected):
        await it.connect(url, transports=["websocket"], wait_timeout=5)
    assert told == [({"message": "not today"},)]
    assert not server.manager.connected


async def test_who_is_sent_away_is_told_and_forgotten(server: SocketServer, url: str) -> None:
    ends: list[Any] = []
    server.on("disconnect", lambda sid, reason: ends.append((sid, reason)))
    async with client(url) as it:
        sid = it.get_sid()
        await server.enter_room(sid, "kitchen")
        await server.disconnect(sid)
        await until(lambda: not it.connected)
    assert ends == [(sid, server.reason.SERVER_DISCONNECT)]
    await until(lambda: not server.eio.sockets)
    assert not server.manager.members
    assert not server.environ


async def test_who_leaves_is_noticed_at_once_and_forgotten(server: SocketServer, url: str) -> None:
    ends: list[Any] = []
    server.on("disconnect", lambda sid, reason: ends.append(reason))
    async with client(url) as it:
        await server.enter_room(it.get_sid(), "kitchen")
    await until(lambda: ends == [server.reason.CLIENT_DISCONNECT])
    assert not server.manager.members
    assert not server.manager.connected
    assert not server.environ


async def test_events_of_one_name_are_as_many_as_they_were_sent(server: SocketServer, url: str) -> None:
    numbers: list[int] = []
    server.on("count", lambda sid, number: numbers.append(number))
    async with client(url) as it:
        for number in range(300):
            await it.emit("count", number)
        await it.call("echo")
        await until(lambda: len(numbers) == 300)
    assert sorted(numbers) == list(range(300))


@pytest.mark.parametrize("name", ["connect", "disconnect", "*"])
async def test_a_reserved_name_reaches_no_handler(server: SocketServer, url: str, name: str) -> None:
    called: list[Any] = []
    server.on(name, lambda *arguments: called.append(arguments))
    async with RawClient(url) as raw:
        await raw.connect()
        before = len(called)
        await raw.say(f'42["{name}",1]')
        await raw.ask("echo", 1)
        assert len(called) == before


async def test_the_server_sends_packets_below_socket_io_too(server: SocketServer, url: str) -> None:
    async with RawClient(url) as raw:
        await raw.connect()
        (socket,) = server.eio.sockets.values()
        await server.eio.send(socket.sid, '2["news"]')
        assert await raw.hear() == '42["news"]'


async def test_shutting_down_ends_quietly(server: SocketServer, url: str) -> None:
    async with client(url):
        await server.shutdown()
