"""The clock closes what is over."""

from tests.support.bidding import auction, bid, cny
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_the_end_comes_by_itself_and_once(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listing = await publish(seller, sale=auction(seconds=1.5, soft_close_seconds=0))
        assert (await bid(ann, listing, 5000))["ok"]
        closed = await ann.push("auction:closed")
        assert (closed["auction"]["state"], closed["auction"]["price"]) == ("sold", cny(1000))
        assert (await bid(ann, listing, 9000))["error"]["code"] == "auction_ended"
        (mine,) = (await ann.ask("auction:mine", {"state": "sold"}))["data"]["items"]
        assert mine["standing"] == "won"
