"""What the session answers itself, over a real socket."""

from datetime import UTC, datetime, timedelta

from tests.support.market import Market
from tests.support.people import nobody, somebody
from tests.support.raw import RawClient


async def test_the_server_tells_its_time_to_anybody(market: Market) -> None:
    async with nobody(market.url) as client:
        ack = await client.ask("server:time", {})
    told = datetime.fromisoformat(ack["data"]["now"])
    assert ack["data"]["now"].endswith("Z")
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)


async def test_nothing_said_is_the_same_as_an_empty_request(market: Market) -> None:
    async with nobody(market.url) as client:
        assert (await client.ask("server:time"))["ok"]


async def test_whoever_connects_is_told_where_he_stands(market: Market) -> None:
    async with nobody(market.url) as client:
        ready = await client.push("server:ready")
    assert ready["account"] is None
    assert ready["recovered"] is False
    assert ready["limits"]["message_bytes"] == 65_536


async def test_whoever_connects_with_a_token_is_told_who_he_is(market: Market) -> None:
    async with somebody(market.url) as (_, me), RawClient(market.url) as client:
        await client.connect(token=me["access_token"])
        ready = await client.push("server:ready")
    assert ready["account"]["id"] == me["account"]["id"]
    assert ready["account"]["permissions"] == ["market.trade"]
