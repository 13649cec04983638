"""An application behind the engine: it judges who comes in, gets events raw, and is told of every end."""

import asyncio
import gc
from typing import Any

from server.transport.engine import Admission, SocketServer
from tests.support.engine import Memory, serving
from tests.support.raw import RawClient
from tests.support.waiting import until


async def test_an_application_takes_the_place_of_handlers() -> None:
    memory = Memory()
    server = SocketServer(application=memory)
    async with serving(server) as url, RawClient(url) as raw:
        await raw.connect(token="t")
        assert await raw.ask("x:y", {"n": 1}) == ["x:y", {"n": 1}]
        await raw.say('42["quiet"]')
        await raw.ask("again")
    await until(lambda: len(memory.gone) == 1)
    assert memory.admitted == [{"token": "t"}]
    assert memory.received == [(b"1", b'["x:y",{"n":1}]'), (b"", b'["quiet"]'), (b"2", b'["again"]')]
    assert memory.gone == memory.sockets


async def test_who_is_refused_may_ask_again_and_is_told_why() -> None:
    async with serving(SocketServer(application=Memory())) as url, RawClient(url) as raw:
        assert await raw.connect(no=True) == {"message": "No.", "data": {"code": "banned"}}
        await raw.say("40{}")
        assert "sid" in await raw.hear()


async def test_who_hangs_up_before_it_is_let_in_is_forgotten_whole() -> None:
    memory, door = Memory(), asyncio.Event()

    class Slow(Memory):
        async def admit(self, socket: Any, auth: Any) -> Any:
            socket.subject = "begun"
            await door.wait()
            return await memory.admit(socket, auth)

    slow = Slow()
    server = SocketServer(application=slow)
    async with serving(server) as url:
        async with RawClient(url) as raw:
            await raw.hear()
            await raw.say("40{}")
            await until(lambda: any(socket.subject for socket in server.eio.sockets.values()))
        await until(lambda: not server.eio.sockets)
        door.set()
        await until(lambda: len(slow.gone) == 1)
    assert not slow.sockets
    assert not server.manager.connected


async def test_a_slow_client_of_the_application_hears_nothing_before_it_is_let_in() -> None:
    door = asyncio.Event()

    class Slow(Memory):
        async def admit(self, socket: Any, auth: Any) -> Any:
            await door.wait()
            return await super().admit(socket, auth)

    server = SocketServer(application=Slow())
    async with serving(server) as url, RawClient(url) as raw:
        await raw.hear()
        await raw.say("40{}")
        await until(lambda: all(socket.deadline is None for socket in server.eio.sockets.values()))
        await server.emit("news")
        door.set()
        assert (await raw.hear()).startswith("40{")


async def test_an_application_may_give_back_an_older_id_and_a_secret() -> None:
    class Returning(Memory):
        async def admit(self, socket: Any, auth: Any) -> Any:
            return Admission(sid="once-before", secret="open sesame")

    server = SocketServer(application=Returning())
    async with serving(server) as url, RawClient(url) as raw:
        assert await raw.connect() == {"sid": "once-before", "pid": "open sesame"}
        assert list(server.manager.connected) == ["once-before"]


async def test_acks_of_clients_have_no_place_in_front_of_an_application() -> None:
    server = SocketServer(application=Memory())
    async with serving(server) as url, RawClient(url) as raw:
        await raw.connect()
        for _ in range(3):
            await raw.say("431[]")
        assert await raw.closed() == 1008


async def test_an_application_that_breaks_over_a_connection_loses_it_and_no_other() -> None:
    class Fragile(Memory):
        async def admit(self, socket: Any, auth: Any) -> Any:
            if "break" in auth:
                raise ZeroDivisionError
            return await super().admit(socket, auth)

    server, broken = SocketServer(application=Fragile()), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context["exception"]))
    async with serving(server) as url, RawClient(url) as bad, RawClient(url) as good:
        await bad.hear()
        await bad.say('40{"break":true}')
        assert await bad.closed() in {None, 1006}
        assert "sid" in await good.connect()
        assert len(server.eio.sockets) == 1
    gc.collect()
    await until(lambda: [type(it) for it in broken] == [ZeroDivisionError])


async def test_an_application_that_breaks_over_its_greeting_leaves_no_silent_socket() -> None:
    class Speechless(Memory):
        def joined(self, socket: Any) -> None:
            raise ZeroDivisionError

    server = SocketServer(application=Speechless())
    asyncio.get_running_loop().set_exception_handler(lambda _, context: None)
    async with serving(server) as url, RawClient(url) as raw:
        await raw.hear()
        await raw.say("40{}")
        assert await raw.closed() in {None, 1006}
        assert not server.eio.sockets
    gc.collect()
