"""The small client of a replay: it is let in, answered, and told when the market is gone."""

import aiohttp
import pytest

from server.local.replay.bidder import Bidder, Lost
from tests.support.market import Market
from tests.support.people import somebody


async def test_it_is_signed_in_and_answered(market: Market) -> None:
    async with (
        somebody(market.url) as (_, me),
        aiohttp.ClientSession() as http,
        Bidder(http, market.url, me["access_token"]) as bidder,
    ):
        assert (await bidder.ask("account:me", {}))["data"]["account"]["id"] == me["account"]["id"]
        assert (await bidder.ask("nobody:knows", {}))["error"]["code"] == "unknown_event"


async def test_who_is_not_let_in_says_so(market: Market) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(Lost):
            async with Bidder(http, market.url, "not-a-token"):
                pass
