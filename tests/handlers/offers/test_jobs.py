"""The clock closes offers about what is gone."""

from tests.support.bidding import heard
from tests.support.haggling import negotiable, offer
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_offers_about_what_was_withdrawn_are_declined(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        listing = await publish(seller, sale=negotiable())
        await offer(buyer, listing, 7000)
        assert (await buyer.push("offer:changed"))["offer"]["state"] == "open"
        assert (await seller.ask("listing:withdraw", {"listing_id": listing["id"]}))["ok"]
        assert (await heard(buyer, "offer:changed"))["offer"]["state"] == "declined"
