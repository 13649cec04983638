"""The doors to an auction: who may not pass."""

from tests.support.bidding import auction, bid
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_nobody_bids_on_his_own_listing_or_on_what_is_no_auction(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        assert (await bid(seller, await publish(seller, sale=auction()), 5000))["error"]["code"] == "listing_own"
        assert (await bid(ann, await publish(seller), 500_000))["error"]["code"] == "auction_not_found"
