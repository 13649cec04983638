"""Frames that no client of ours would send: three strikes close the connection, and nobody else notices."""

import pytest

from tests.journeys.quiet import quietly
from tests.support.market import Market
from tests.support.people import nobody
from tests.support.raw import Closed, RawClient

STRIKES = 3
REFUSED = {1002, 1003, 1007, 1008, 1009}
"""Protocol error, unsupported data, invalid text, policy, too big (RFC 6455, section 7.4.1)."""
MESSAGE_BYTES = 65_536

PLACEHOLDER = '{"_placeholder":true,"num":0}'

MALFORMED: dict[str, str | bytes] = {
    "nothing": "",
    "a letter": "x",
    "a letter beyond ASCII": "é",
    "binary": b"\x00",
    "an unknown packet": "9",
    "an opening": '0{"sid":"x"}',
    "a noop": "6",
    "an upgrade": "5",
    "a ping of the client": "2",
    "no array": "42",
    "an object instead of an array": "42{}",
    "a text instead of an array": '42"server:time"',
    "a binary event": '451-["server:time",{"_placeholder":true,"num":0}]',
    "a binary event without attachments": '450-["server:time"]',
    "a binary event with too many attachments": '4510000000000-["server:time"]',
    "an attachment that is not there": '451-["server:time",{"_placeholder":true,"num":9}]',
    "an attachment that is no number": '451-["server:time",{"_placeholder":true,"num":"length"}]',
    "one attachment in a thousand places": f'451-["server:time"{f",{PLACEHOLDER}" * 1_000}]',
    "an attachment for nothing": b"\x01" * 1_000,
    "a binary ack": '461-1[{"_placeholder":true,"num":0}]',
    "an attachment by its length": '451-["server:time",{"_placeholder":true,"num":"length"}]',
    "an attachment before the first": '451-["server:time",{"_placeholder":true,"num":-1}]',
    "an attachment after the last": '451-["server:time",{"_placeholder":true,"num":9}]',
    "one attachment in many places": "451-[" + ",".join(['{"_placeholder":true,"num":0}'] * 2_000) + "]",
    "brackets without end": "4" + "[" * 60_000,
    "an ack for nothing": "431[]",
    "an ack id of 99 digits": "42" + "9" * 99 + '["server:time",{}]',
    "a negative ack id": '42-1["server:time",{}]',
    "another namespace": '42/admin,1["server:time",{}]',
    "a second CONNECT": '40{"token":"x"}',
    "a CONNECT to another namespace": "40/admin,{}",
    "a CONNECT to a path": "40/../,{}",
    "a CONNECT to a namespace without end": "40/" + "a" * 5_000 + ",{}",
    "a refusal": '44{"message":"no"}',
    "an unknown Socket.IO packet": "49",
    "a number with leading zeros": '421["server:time",{"a":01}]',
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED.keys())
async def test_the_third_malformed_message_closes_the_connection(market: Market, frame: str | bytes) -> None:
    async with quietly(market), nobody(market.url) as client:
        for _ in range(STRIKES):
            await client.say(frame)
        assert await client.closed() in REFUSED


async def test_one_strike_is_forgiven(market: Market) -> None:
    async with quietly(market), nobody(market.url) as client:
        await client.say("x")
        assert (await client.ask("server:time", {}))["ok"]


UNKNOWN = {
    "the library's own": '["connect",{}]',
    "the library's own end": '["disconnect"]',
    "the library's own refusal": '["connect_error",{}]',
    "an emitter's own": '["newListener",{}]',
    "the catch-all": '["*",{}]',
    "a plain message": '["message",{}]',
    "a dunder": '["__init__",{}]',
    "an event that is not there": '["listing:steal",{}]',
    "other letters": '["LISTING:GET",{}]',
    "no letters": '["",{}]',
    "too many letters": '["' + "a" * 10_000 + '",{}]',
    "a terminal's code": r'["\u001b[2J",{}]',
    "nothing": "[]",
    "null": "[null]",
    "an object": "[{}]",
    "an array": '[["server:time"]]',
    "brackets without end": "[" * 60_000,
}


@pytest.mark.parametrize("array", UNKNOWN.values(), ids=UNKNOWN.keys())
async def test_an_unknown_event_is_answered(market: Market, array: str) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask_text(array)
        assert ack["error"]["code"] == "unknown_event"
        assert len(str(ack)) < 500


@pytest.mark.parametrize("array", ['["listing:steal",{}]', "[]", "[null]", "[{}]", '[["x"]]'])
async def test_an_unknown_event_without_an_ack_id_is_not_answered(market: Market, array: str) -> None:
    async with quietly(market), nobody(market.url) as client:
        await client.say(f"42{array}")
        assert (await client.ask("server:time", {}))["ok"]
        assert not [said for said in client.heard if said.startswith("43[")]


@pytest.mark.parametrize("namespace", ["/a", "/../", "/" + "a" * 5_000, "/admin?token=x"], ids=range(4))
async def test_there_is_one_namespace_and_who_asks_for_more_is_hung_up_on(market: Market, namespace: str) -> None:
    async with quietly(market), RawClient(market.url) as client:
        await client.hear()
        for _ in range(STRIKES):
            await client.say(f"40{namespace},{{}}")
        assert await client.closed() in REFUSED
        refusals = [said for said in client.heard if said.startswith("44")]
        assert [said.partition(",")[0] for said in refusals] == [f"44{namespace}"] * STRIKES


@pytest.mark.parametrize("array", ['["server:time"', '["server:time",', '["server:time",{}', '["server:time"{}]'])
async def test_half_an_array_is_a_wrong_payload(market: Market, array: str) -> None:
    async with quietly(market), nobody(market.url) as client:
        assert (await client.ask_text(array))["error"]["code"] == "invalid_payload"


@pytest.mark.parametrize("depth", [100, 30_000])
async def test_deep_nesting_is_a_wrong_payload(market: Market, depth: int) -> None:
    async with quietly(market), nobody(market.url) as client:
        ack = await client.ask_text('["listing:get",' + "[" * depth + "]" * depth + "]")
        assert ack["error"]["code"] == "invalid_payload"


async def test_a_message_of_the_greatest_size_is_read_and_a_greater_one_is_not(market: Market) -> None:
    async with quietly(market), nobody(market.url) as client:
        start, end = '421["listing:get",{"listing_id":"', '"}]'
        await client.say(start + "a" * (MESSAGE_BYTES - len(start) - len(end)) + end)
        assert (await client.ack(1))["error"]["code"] == "invalid_payload"
        await client.say(start + "a" * (MESSAGE_BYTES - len(start) - len(end) + 1) + end)
        assert await client.closed() == 1009


async def test_events_before_the_connect_reach_nothing(market: Market) -> None:
    async with quietly(market), RawClient(market.url) as client:
        await client.hear()
        for _ in range(STRIKES):
            await client.say('421["server:time",{}]')
        with pytest.raises(Closed) as end:
            await client.hear()
        assert end.value.code in REFUSED


AUTHS = ["[]", '"token"', "1", "{", '{"token":1}', '{"token":{"$ne":null}}', '{"token":"' + "x" * 9000 + '"}']


@pytest.mark.parametrize("auth", AUTHS, ids=range(len(AUTHS)))
async def test_auth_of_the_wrong_shape_is_refused(market: Market, auth: str) -> None:
    async with quietly(market), RawClient(market.url) as client:
        await client.hear()
        for _ in range(STRIKES):
            await client.say(f"40{auth}")
        assert await client.closed() in REFUSED
        assert all(said.startswith(("0{", "44")) for said in client.heard)


@pytest.mark.parametrize("number", [0, 7, 2**31 - 1])
async def test_the_same_ack_id_may_come_twice(market: Market, number: int) -> None:
    async with quietly(market), nobody(market.url) as client:
        for _ in range(2):
            await client.say(f'42{number}["server:time",{{}}]')
            assert (await client.ack(number))["ok"]
