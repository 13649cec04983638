"""Rooms of one process: who is in which, whatever came before, and at no more cost than the rooms concerned."""

import ast
import inspect
from typing import cast

import pytest
import socketio.async_server
import socketio.base_server
from hypothesis import given
from hypothesis import strategies as some

from server.transport.engine import Socket, SocketServer
from server.transport.engine.rooms import NAMESPACE, RoomManager

NAMES = ["kitchen", "hall", "cellar"]
moves = some.lists(
    some.tuples(some.sampled_from(["join", "leave", "part"]), some.integers(0, 3), some.sampled_from(NAMES))
)


class Stub:
    """All that rooms know of a socket."""

    def __init__(self) -> None:
        self.rooms: set[str] = set()
        self.sid, self.sio_sid = f"eio-{id(self)}", None

    def await_connect(self) -> None: ...


def a_socket() -> Socket:
    return cast(Socket, Stub())


@given(moves)
def test_members_and_rooms_always_tell_the_same(history: list[tuple[str, int, str]]) -> None:
    manager, sockets = RoomManager(), [a_socket() for _ in range(4)]
    truth: set[tuple[int, str]] = set()
    for move, number, room in history:
        others = {it for it in truth if it[1] == room and it[0] != number}
        if move == "join":
            assert manager.join(sockets[number], room) == (not others)
            truth.add((number, room))
        elif move == "leave":
            assert manager.leave(sockets[number], room) == (not others and (number, room) in truth)
            truth.discard((number, room))
        else:
            alone = {it for _, it in truth if {n for n, r in truth if r == it} == {number}}
            assert set(manager.part(sockets[number])) == alone
            truth = {it for it in truth if it[0] != number}
    assert {(n, room) for n, socket in enumerate(sockets) for room in socket.rooms} == truth
    assert {(sockets.index(it), room) for room, them in manager.members.items() for it in them} == truth


def test_a_room_that_nobody_is_in_takes_no_memory() -> None:
    manager, it = RoomManager(), a_socket()
    manager.join(it, "kitchen")
    manager.leave(it, "kitchen")
    assert not manager.members


def test_an_older_connection_does_not_take_the_newer_one_s_id_with_it() -> None:
    manager, older, newer = RoomManager(), a_socket(), a_socket()
    manager.register(older, "same")
    manager.register(newer, "same")
    manager.part(older)
    assert manager.connected == {"same": newer}


@pytest.fixture
def manager() -> RoomManager:
    """A manager as python-socketio sees it, with one connected client `s`."""
    it: RoomManager = SocketServer().manager
    it.register(a_socket(), "s")
    return it


async def test_python_socketio_finds_its_way_between_both_ids(manager: RoomManager) -> None:
    socket = manager.connected["s"]
    manager.server.eio.sockets[socket.sid] = socket
    assert manager.eio_sid_from_sid("s", NAMESPACE) == manager.pre_disconnect("s", NAMESPACE) == socket.sid
    assert manager.sid_from_eio_sid(socket.sid, NAMESPACE) == "s"
    assert manager.sid_from_eio_sid("gone", NAMESPACE) is None
    assert list(manager.get_participants(NAMESPACE, None)) == [("s", socket.sid)]
    assert await manager.pre_connect(socket.sid, NAMESPACE) is None, "nobody connects twice"


async def test_who_is_being_judged_is_not_connected_yet(manager: RoomManager) -> None:
    socket = a_socket()
    manager.server.eio.sockets[socket.sid] = socket
    sid = await manager.pre_connect(socket.sid, NAMESPACE)
    assert sid
    assert not manager.is_connected(sid, NAMESPACE)
    assert await manager.connect(sid, NAMESPACE) == sid
    assert manager.is_connected(sid, NAMESPACE)


async def test_there_is_one_namespace(manager: RoomManager) -> None:
    socket = a_socket()
    manager.server.eio.sockets[socket.sid] = socket
    assert manager.get_namespaces() == (NAMESPACE,)
    assert await manager.pre_connect(socket.sid, "/admin") is None


async def test_only_who_is_connected_enters_a_room(manager: RoomManager) -> None:
    await manager.enter_room("s", NAMESPACE, "kitchen")
    assert manager.get_rooms("s", NAMESPACE) == ["s", "kitchen"]
    with pytest.raises(ValueError, match="not connected"):
        await manager.enter_room("stranger", NAMESPACE, "kitchen")
    await manager.leave_room("stranger", NAMESPACE, "kitchen")
    assert manager.get_rooms("stranger", NAMESPACE) == []
    await manager.disconnect("s", NAMESPACE)
    assert not manager.members
    assert not manager.is_connected("s", NAMESPACE)


ASKED = set(
    "can_disconnect close_room connect disconnect eio_sid_from_sid emit enter_room get_namespaces get_rooms initialize "
    "is_connected leave_room pre_connect pre_disconnect set_server sid_from_eio_sid trigger_callback".split()
)
"""What python-socketio's server asks of its manager; each is ours, or rests on what is ours."""


def test_python_socketio_asks_nothing_of_its_manager_that_we_do_not_know() -> None:
    sources = [inspect.getsource(module) for module in (socketio.base_server, socketio.async_server)]
    asked = {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "manager"
    }
    assert asked == ASKED
