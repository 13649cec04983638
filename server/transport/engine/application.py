"""What stands behind the engine: who may connect, and what becomes of what they send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from server.transport.engine.socket import Socket


class Refused(Exception):
    """A connection that is not let in; the client reads both as its `connect_error`."""

    def __init__(self, message: str, data: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.message, self.data = message, data


@dataclass(frozen=True, slots=True)
class Admission:
    """A connection that is let in: under an id it had before, if it had one, and with a secret to come back with."""

    sid: str | None = None
    secret: str | None = None


class Application(Protocol):
    """An application that takes events raw, instead of python-socketio's handlers."""

    async def admit(self, socket: "Socket", auth: Mapping[str, Any]) -> Admission:
        """Judge a CONNECT; raises Refused. The socket is in no room and hears nothing until this returns."""
        ...

    def joined(self, socket: "Socket") -> None:
        """The client was told that it is connected."""
        ...

    def receive(self, socket: "Socket", ack_id: bytes, body: bytes) -> None:
        """An event: `["name",...]` as it came, with the digits of its ack id, empty when no answer is wanted."""
        ...

    def left(self, socket: "Socket") -> None:
        """The socket is gone, or the client said goodbye; called once for each that was admitted."""
        ...
