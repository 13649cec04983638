"""A fast Socket.IO server under python-socketio's API: direct writes, shared frames, no task or queue per socket.

Knows nothing of the market. `SocketServer(origins=...)` is used like `socketio.AsyncServer`; an `Application` given to
it takes the place of handlers and gets every event as raw JSON.
"""

from server.transport.engine.application import Admission, Application, Refused
from server.transport.engine.frames import text_frame
from server.transport.engine.server import SocketServer
from server.transport.engine.socket import Socket, Traffic

__all__ = ["Admission", "Application", "Refused", "Socket", "SocketServer", "Traffic", "text_frame"]
