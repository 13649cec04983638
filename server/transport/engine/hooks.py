"""Every place where this engine reaches into a library, by the version it was checked against.

Each is something that the library calls, or that we call, replace or read, beyond its documented API. The tests of this
module look each of them up, with its parameters, and look for any that is missing here: an upgrade that moves one fails
there and not in production.
"""

from dataclasses import dataclass

CHECKED = {"python-socketio": "5.18.1", "python-engineio": "4.15.1", "aiohttp": "3.14.5"}
"""The versions on which the hooks below were read and tried."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A function: `where` is its dotted path, `parameters` all that it takes besides `self`, `use` what for."""

    where: str
    parameters: tuple[str, ...]
    use: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that instances of a class carry."""

    of: str
    name: str
    use: str


_SOCKETIO = (
    Hook(
        "socketio.async_server.AsyncServer.__init__",
        ("client_manager", "logger", "json", "async_handlers", "namespaces", "**kwargs"),
        "our rooms, our JSON; the rest goes to Engine.IO",
    ),
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
    Hook("socketio.async_server.AsyncServer._handle_eio_message", ("eio_sid", "data"), "acks of our own calls"),
    Hook("socketio.async_server.AsyncServer._trigger_event", ("event", "namespace", "*args"), "tell of a disconnect"),
    Hook(
        "socketio.async_manager.AsyncManager.emit",
        ("event", "data", "namespace", "room", "skip_sid", "callback", "to", "**kwargs"),
        "write one frame to all instead of starting a task for each",
    ),
    Hook("socketio.async_manager.AsyncManager.connect", ("sid", "namespace"), "who was let in"),
    Hook("socketio.async_manager.AsyncManager.pre_connect", ("eio_sid", "namespace"), "know sockets by object"),
    Hook("socketio.base_manager.BaseManager.__init__", (), "rooms of our own beside it"),
    Hook("socketio.base_manager.BaseManager.get_namespaces", (), "there is one namespace"),
    Hook("socketio.base_manager.BaseManager.get_participants", ("namespace", "room"), "who is in a room"),
    Hook("socketio.base_manager.BaseManager.is_connected", ("sid", "namespace"), "not before it was let in"),
    Hook("socketio.base_manager.BaseManager.sid_from_eio_sid", ("eio_sid", "namespace"), "ids by object"),
    Hook("socketio.base_manager.BaseManager.eio_sid_from_sid", ("sid", "namespace"), "ids by object"),
    Hook("socketio.base_manager.BaseManager.pre_disconnect", ("sid", "namespace"), "nothing is kept for later"),
    Hook(
        "socketio.base_manager.BaseManager.basic_disconnect",
        ("sid", "namespace", "**kwargs"),
        "leave only the rooms concerned",
    ),
    Hook("socketio.base_manager.BaseManager.is_sid_room", ("namespace", "room"), "ids by object"),
    Hook("socketio.base_manager.BaseManager.basic_enter_room", ("sid", "namespace", "room", "eio_sid"), "rooms"),
    Hook("socketio.base_manager.BaseManager.basic_leave_room", ("sid", "namespace", "room"), "rooms"),
    Hook("socketio.base_manager.BaseManager.basic_close_room", ("room", "namespace"), "rooms"),
    Hook("socketio.base_manager.BaseManager.get_rooms", ("sid", "namespace"), "rooms"),
    Hook("socketio.base_manager.BaseManager._generate_ack_id", ("sid", "callback"), "acks from clients"),
)

_ENGINEIO = (
    Hook(
        "engineio.base_server.BaseServer.__init__",
        (
            "async_mode",
            "ping_interval",
            "ping_timeout",
            "max_http_buffer_size",
            "allow_upgrades",
            "http_compression",
            "compression_threshold",
            "cookie",
            "cors_allowed_origins",
            "cors_credentials",
            "logger",
            "json",
            "async_handlers",
            "monitor_clients",
            "transports",
            "**kwargs",
        ),
        "what the server above is told",
    ),
    Hook(
        "engineio.async_server.AsyncServer.handle_request",
        ("*args", "**kwargs"),
        "take the connection over at its start",
    ),
    Hook("engineio.async_server.AsyncServer.send_packet", ("sid", "pkt"), "write at once instead of queueing"),
    Hook("engineio.base_server.BaseServer.generate_id", (), "ids of sockets"),
    Hook("engineio.async_socket.AsyncSocket.send", ("pkt",), "our sockets are used like its own"),
    Hook("engineio.async_socket.AsyncSocket.close", ("wait", "abort", "reason"), "our sockets are used like its own"),
)

_AIOHTTP = (
    Hook("aiohttp.web_protocol.RequestHandler.connection_lost", ("exc",), "let aiohttp forget a connection of ours"),
    Hook(
        "aiohttp._websocket.reader_py.WebSocketReader.__init__",  # what the reader in C is compiled from
        ("queue", "max_msg_size", "compress", "decode_text"),
        "a parser for each socket",
    ),
    Hook("aiohttp._websocket.reader.WebSocketReader.feed_data", ("data",), "parse frames"),
    Hook(
        "aiohttp._websocket.reader_py.WebSocketDataQueue.__init__",
        ("protocol", "limit", "loop"),
        "where the parser puts messages",
    ),
    Hook("aiohttp._websocket.reader.WebSocketDataQueue.feed_data", ("data", "size"), "take messages from the parser"),
    Hook("aiohttp._websocket.reader.WebSocketDataQueue.feed_eof", (), "nobody waits for a message"),
    Hook(
        "aiohttp._websocket.reader.WebSocketDataQueue.set_exception", ("exc", "exc_cause"), "learn of malformed frames"
    ),
    Hook("aiohttp.http_websocket.WebSocketError.__init__", ("code", "message"), "the code to close with"),
)

HOOKS = (*_SOCKETIO, *_ENGINEIO, *_AIOHTTP)

ATTRIBUTES = (
    Attribute("socketio.AsyncServer", "eio", "our Engine.IO server"),
    Attribute("socketio.AsyncServer", "environ", "what handlers of connections are given, by Engine.IO id"),
    Attribute("socketio.AsyncServer", "manager", "our rooms"),
    Attribute("socketio.AsyncServer", "reason", "why handlers are told that a socket has gone"),
    Attribute("socketio.AsyncManager", "callbacks", "those who wait for an ack, by socket"),
    Attribute("engineio.AsyncServer", "cors_allowed_origins", "which pages may connect"),
    Attribute("engineio.AsyncServer", "max_http_buffer_size", "how long a message may be"),
    Attribute("engineio.AsyncServer", "ping_interval", "seconds between pings"),
    Attribute("engineio.AsyncServer", "ping_timeout", "seconds to answer in"),
    Attribute("engineio.AsyncServer", "reason", "why a socket has gone"),
    Attribute("engineio.AsyncServer", "sockets", "all sockets by id"),
    Attribute("aiohttp.base_protocol.BaseProtocol", "transport", "the connection that becomes ours"),
    Attribute("aiohttp.base_protocol.BaseProtocol", "_reading_paused", "what aiohttp's queue asks of our sockets"),
)
