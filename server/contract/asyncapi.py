"""Writes the contract as an AsyncAPI 3 document: the namespace is a channel, an event a message, an ack a reply."""

import json
from collections.abc import Mapping
from typing import Any, Final

from handlers.contract import Event, Push
from server.contract.markdown import limit_in_words
from server.contract.refusals import EVERYWHERE, refusals
from server.contract.shapes import REF, Contract

VERSION: Final = "1.0.0"
"""Of the contract, not of the program: the first number is the `protocol` that clients connect with."""

Json = dict[str, Any]

_CHANNEL: Final = "#/channels/main"

_DESCRIPTION: Final = """\
The events of Souk over Socket.IO (protocol 5, WebSocket transport only, namespace `/`).

`action` is said from the server's side: it receives requests and sends pushes. A request is one object, its ack is the
reply of the operation. Replies and pushes may gain fields; clients ignore what they do not know."""


def document(contract: Contract) -> str:
    """The text of `asyncapi.json`."""
    whole = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Souk",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"souk": _server()},
        "channels": {"main": _channel(contract)},
        "operations": _operations(contract),
        "components": {
            "schemas": contract.schemas,
            "messages": _messages(contract),
            "securitySchemes": {"token": _security()},
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _server() -> Json:
    return {
        "host": "{host}",
        "protocol": "ws",
        "pathname": "/socket.io/",
        "description": "One address for everything; use wss wherever it is not this machine.",
        "variables": {"host": {"default": "localhost:8000", "description": "Name and port of the market."}},
    }


def _security() -> Json:
    return {
        "type": "httpApiKey",
        "in": "query",
        "name": "token",
        "description": "The access token travels as `token` in the auth object of the CONNECT packet, not in the URL.",
    }


def _channel(contract: Contract) -> Json:
    handshake = {
        "type": "object",
        "properties": {"EIO": {"const": "4"}, "transport": {"const": "websocket"}},
        "required": ["EIO", "transport"],
    }
    return {
        "address": "/",
        "title": "The namespace `/`",
        "description": "The only namespace. A polling handshake is refused with status 400.",
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in _messages(contract)},
        "bindings": {"ws": {"method": "GET", "query": handshake}},
    }


def _messages(contract: Contract) -> Mapping[str, Json]:
    connect = {
        "connect": _message("CONNECT", "What a client connects with.", _ref("Connect")),
        "connect_error": _message("connect_error", "The connection was refused.", _ref("ConnectRefusal")),
        "refused": _message("ack", "The ack of a request that was refused.", _ref("Refused")),
    }
    asked = {_key(it): _message(it.name, it.doc, _ref(contract.request(it))) for it in contract.events}
    acked = {_ack(it): _message("ack", f"The ack of {it.name}.", _accepted(contract, it)) for it in contract.events}
    told = {_key(it): _push(contract, it) for it in contract.pushes}
    if len(whole := {**connect, **asked, **acked, **told}) < len(connect) + len(asked) + len(acked) + len(told):
        raise ValueError("an event and a push share a name")
    return whole


def _message(name: str, summary: str, payload: Json) -> Json:
    return {"name": name, "summary": summary, "payload": payload}


def _push(contract: Contract, push: type[Push]) -> Json:
    summary = " ".join((push.__doc__ or "").split())
    return {**_message(push.name, summary, _ref(contract.push(push))), "x-traffic": push.traffic}


def _accepted(contract: Contract, event: Event[Any, Any]) -> Json:
    return {
        "type": "object",
        "properties": {"ok": {"const": True}, "data": _ref(contract.reply(event))},
        "required": ["ok", "data"],
    }


def _operations(contract: Contract) -> Mapping[str, Json]:
    connect = {
        "action": "receive",
        "channel": {"$ref": _CHANNEL},
        "summary": "Connect. Accepted: the push `server:ready` follows. Refused: `connect_error`.",
        "messages": [_said("connect")],
        "reply": {"channel": {"$ref": _CHANNEL}, "messages": [_said("connect_error")]},
        "security": [{"$ref": "#/components/securitySchemes/token"}],
    }
    asked = {_key(it): _request(it) for it in contract.events}
    told = {_key(it): _told(it) for it in contract.pushes}
    return {"connect": connect, **asked, **told}


def _request(event: Event[Any, Any]) -> Json:
    return {
        "action": "receive",
        "channel": {"$ref": _CHANNEL},
        "summary": event.doc,
        "messages": [_said(_key(event))],
        "reply": {"channel": {"$ref": _CHANNEL}, "messages": [_said(_ack(event)), _said("refused")]},
        "x-who": event.who.name,
        "x-limit": limit_in_words(event.limit),
        "x-once": event.once,
        "x-timeout-seconds": event.timeout,
        "x-refusals": [*refusals(event), *sorted(EVERYWHERE)],
    }


def _told(push: type[Push]) -> Json:
    return {"action": "send", "channel": {"$ref": _CHANNEL}, "messages": [_said(_key(push))]}


def _key(it: Event[Any, Any] | type[Push]) -> str:
    """A component's name may hold no colon."""
    return it.name.replace(":", ".")


def _ack(event: Event[Any, Any]) -> str:
    return f"{_key(event)}.ack"


def _said(key: str) -> Json:
    return {"$ref": f"{_CHANNEL}/messages/{key}"}


def _ref(shape: str) -> Json:
    return {"$ref": REF + shape}
