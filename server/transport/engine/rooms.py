"""Who is in which room of this process: joining, leaving and parting cost no more than the rooms concerned."""

from collections.abc import Iterator
from typing import Any

import orjson
from socketio.async_manager import AsyncManager

from server.transport.engine.frames import text_frame
from server.transport.engine.socket import Socket

NAMESPACE = "/"


class RoomManager(AsyncManager):  # type: ignore[misc]
    """Takes the place of python-socketio's client manager: one namespace, sockets by object, one frame a broadcast."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, set[Socket]] = {}
        self.connected: dict[str, Socket] = {}
        self._unjudged: set[str] = set()

    # For the engine and for applications

    def register(self, socket: Socket, sid: str | None = None) -> str:
        """Give the socket the id that clients and python-socketio know it by; a fresh one unless it had one before."""
        socket.sio_sid = sid or self.server.eio.generate_id()
        self.connected[socket.sio_sid] = socket
        return socket.sio_sid

    def join(self, socket: Socket, room: str) -> bool:
        """Whether the room had no member before."""
        members = self.members.get(room)
        if members is None:
            members = self.members[room] = set()
        members.add(socket)
        socket.rooms.add(room)
        return len(members) == 1

    def leave(self, socket: Socket, room: str) -> bool:
        """Whether the room has no member any more."""
        socket.rooms.discard(room)
        members = self.members.get(room)
        if members is None:
            return False
        members.discard(socket)
        if members:
            return False
        del self.members[room]
        return True

    def part(self, socket: Socket) -> list[str]:
        """Forget the socket; gives the rooms that have no member any more."""
        emptied = [room for room in tuple(socket.rooms) if self.leave(socket, room)]
        if socket.sio_sid and self.connected.get(socket.sio_sid) is socket:
            del self.connected[socket.sio_sid]
            self._unjudged.discard(socket.sio_sid)
            self.callbacks.pop(socket.sio_sid, None)
        return emptied

    # For python-socketio

    async def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        room: Any = None,
        skip_sid: Any = None,
        callback: Any = None,
        to: Any = None,
        **kwargs: Any,
    ) -> None:
        arguments = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        skipped = set(skip_sid) if isinstance(skip_sid, list) else {skip_sid}
        body = orjson.dumps([event, *arguments])
        frame = None if callback else text_frame(b"42" + body)
        for sid, socket in self._addressed(to or room):
            if sid in skipped:
                continue
            if frame is None:
                socket.send_text(b"42" + str(self._generate_ack_id(sid, callback)).encode() + body)
            else:
                socket.write(frame)

    def _addressed(self, room: Any) -> Iterator[tuple[str, Socket]]:
        if room is None:
            yield from tuple(self.connected.items())
            return
        names = [room] if isinstance(room, str) else list(room)
        sockets = {member for name in names for member in self.members.get(name, ())}
        sockets |= {self.connected[name] for name in names if name in self.connected}
        yield from [(socket.sio_sid, socket) for socket in sockets if socket.sio_sid]

    def get_namespaces(self) -> tuple[str, ...]:
        return (NAMESPACE,)

    def get_participants(self, namespace: str, room: Any) -> Iterator[tuple[str, str]]:
        return ((sid, socket.sid) for sid, socket in self._addressed(room))

    async def pre_connect(self, eio_sid: str, namespace: str) -> str | None:
        socket = self.server.eio.sockets.get(eio_sid)
        if socket is None or socket.sio_sid or namespace != NAMESPACE:
            return None
        sid = self.register(socket)
        self._unjudged.add(sid)
        return sid

    async def connect(self, sid: str, namespace: str) -> str:
        self._unjudged.discard(sid)
        return sid

    def is_connected(self, sid: str, namespace: str) -> bool:
        return sid in self.connected and sid not in self._unjudged

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None:
        socket = self.server.eio.sockets.get(eio_sid)
        return socket.sio_sid if socket else None

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str | None:
        socket = self.connected.get(sid)
        return socket.sid if socket else None

    def pre_disconnect(self, sid: str, namespace: str) -> str | None:
        return self.eio_sid_from_sid(sid, namespace)

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: Any) -> None:
        if socket := self.connected.get(sid):
            self.part(socket)
            socket.sio_sid = None
            socket.await_connect()

    def is_sid_room(self, namespace: str, room: str) -> bool:
        return room in self.connected

    def basic_enter_room(self, sid: str, namespace: str, room: str, eio_sid: str | None = None) -> None:
        if room != sid and self.is_sid_room(namespace, room):
            raise ValueError("cannot enter a sid room")
        if sid not in self.connected:
            raise ValueError("sid is not connected to requested namespace")
        self.join(self.connected[sid], room)

    def basic_leave_room(self, sid: str, namespace: str, room: str) -> None:
        if sid in self.connected:
            self.leave(self.connected[sid], room)

    def basic_close_room(self, room: str, namespace: str) -> None:
        for socket in tuple(self.members.get(room, ())):
            self.leave(socket, room)

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        return [sid, *self.connected[sid].rooms] if sid in self.connected else []
