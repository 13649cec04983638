"""Every place where this engine reaches into a library, by the version it was checked against.

Each name is something that the library calls, or that we call or replace, beyond its documented API. The tests of this
module look each of them up, so that an upgrade that moves one fails there and not in production.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hook:
    """`where` is a dotted path in the library, `parameters` those that we rely on, `use` what for."""

    where: str
    parameters: tuple[str, ...]
    use: str


CHECKED = {"python-socketio": "5.18.1", "python-engineio": "4.15.1", "aiohttp": "3.14.5"}
"""The versions on which the hooks below were read and tried."""

HOOKS = (
    Hook("socketio.async_server.AsyncServer._engineio_server_class", (), "put our Engine.IO server below"),
    Hook(
        "socketio.async_server.AsyncServer._handle_connect",
        ("eio_sid", "namespace", "data"),
        "connect by way of python-socketio's handlers",
    ),
    Hook(
        "socketio.async_server.AsyncServer._handle_event",
        ("eio_sid", "namespace", "id", "data"),
        "events by way of python-socketio's handlers",
    ),
    Hook(
        "socketio.async_server.AsyncServer._handle_eio_message",
        ("eio_sid", "data"),
        "acks that answer our own calls",
    ),
    Hook("socketio.async_server.AsyncServer._trigger_event", ("event", "namespace"), "tell handlers of a disconnect"),
    Hook(
        "socketio.async_manager.AsyncManager.emit",
        ("event", "data", "namespace", "room", "skip_sid", "callback", "to"),
        "write one frame to all instead of starting a task for each",
    ),
    Hook("socketio.async_manager.AsyncManager.pre_connect", ("eio_sid", "namespace"), "know sockets by object"),
    Hook("socketio.base_manager.BaseManager.basic_disconnect", ("sid", "namespace"), "leave only the rooms concerned"),
    Hook("socketio.base_manager.BaseManager.basic_enter_room", ("sid", "namespace", "room", "eio_sid"), "rooms"),
    Hook("socketio.base_manager.BaseManager.basic_leave_room", ("sid", "namespace", "room"), "rooms"),
    Hook("socketio.base_manager.BaseManager.get_rooms", ("sid", "namespace"), "rooms"),
    Hook("socketio.base_manager.BaseManager._generate_ack_id", ("sid", "callback"), "acks from clients"),
    Hook("engineio.async_server.AsyncServer.handle_request", (), "take the connection over at its handshake"),
    Hook("engineio.async_server.AsyncServer.send_packet", ("sid", "pkt"), "write at once instead of queueing"),
    Hook("engineio.base_server.BaseServer.generate_id", (), "ids of sockets"),
    Hook("aiohttp.web_protocol.RequestHandler.connection_lost", ("exc",), "let aiohttp forget a connection of ours"),
    Hook("aiohttp._websocket.reader.WebSocketReader.feed_data", ("data",), "parse frames"),
    Hook("aiohttp._websocket.reader.WebSocketDataQueue.feed_data", ("data", "size"), "take messages from the parser"),
    Hook("aiohttp._websocket.reader.WebSocketDataQueue.set_exception", ("exc",), "learn of malformed frames"),
)
