"""The doors to a listing: what is somebody else's sounds as if it were not there."""

from tests.support.market import Market
from tests.support.people import nobody, publish, somebody


async def test_somebody_elses_listing_is_refused_in_the_words_of_one_that_is_not_there(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (thief, _):
        listing = await publish(seller)
        for event, more in (("listing:withdraw", {}), ("listing:revise", {"version": 1, "title": "Mine"})):
            theirs = await thief.ask(event, {"listing_id": listing["id"], **more})
            nowhere = await thief.ask(event, {"listing_id": "nowhere", **more})
            assert theirs == nowhere
            assert theirs["error"]["code"] == "listing_not_found"
        assert (await seller.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"] == listing


async def test_anybody_sees_a_listing_by_its_id(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as passer_by:
        listing = await publish(seller)
        assert (await passer_by.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"] == listing
        missing = await passer_by.ask("listing:get", {"listing_id": "nowhere"})
        assert missing["error"]["code"] == "listing_not_found"
