"""One timer that pings every socket once an interval, a share of them each second."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.transport.engine.socket import Socket


class Heartbeat:
    """Sockets stand in as many slots as the interval has seconds; each second one slot is pinged."""

    def __init__(self, interval: int) -> None:
        self._slots: list[set[Socket]] = [set() for _ in range(interval)]
        self._places: dict[Socket, set[Socket]] = {}
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, socket: "Socket") -> None:
        """The socket's first ping comes a whole interval from now."""
        slot = self._slots[self._turn - 1]
        slot.add(socket)
        self._places[socket] = slot
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(1, self._tick)

    def remove(self, socket: "Socket") -> None:
        if slot := self._places.pop(socket, None):
            slot.discard(socket)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(1, self._tick) if self._places else None
        slot = self._slots[self._turn]
        self._turn = (self._turn + 1) % len(self._slots)
        for socket in tuple(slot):
            socket.ping()
