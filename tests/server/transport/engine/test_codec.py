"""JSON as python-socketio asks for it: strict, compact, text."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some
from socketio.packet import EVENT, Packet

from server.transport.engine import SocketServer, codec

values = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**53), 2**53)
    | some.text(some.characters(exclude_categories=["Cs"])),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(some.characters(exclude_categories=["Cs"])), inner),
    max_leaves=5,
)


@given(values)
def test_what_is_written_is_read_back(value: object) -> None:
    assert codec.loads(codec.dumps(value, separators=(",", ":"))) == json.loads(codec.dumps(value)) == value


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", '"\\ud800"', "01", "[1,]", "\ufeff{}", "'a'"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        codec.loads(text)


def test_python_socketio_writes_its_packets_with_it() -> None:
    server = SocketServer()
    assert server.packet_class.json is codec
    assert server.packet_class(EVENT, data=["news", "二"], namespace="/").encode() == '2["news","二"]'
    assert issubclass(server.packet_class, Packet)
