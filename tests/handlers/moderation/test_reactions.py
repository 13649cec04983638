"""The board over a whole market: whatever happens is told to those who look, and only to them."""

from tests.support.admins import moderator
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody


async def test_what_is_published_travels_to_the_board(market: Market) -> None:
    async with moderator(market) as (staff, _), somebody(market.url) as (seller, me):
        assert (await staff.ask("moderation:watch", {"kinds": ["listing_published"]}))["ok"]
        listing = await publish(seller, title="Harmonium")
        told = await staff.push("moderation:event")
        while told["subject"]["id"] != listing["id"]:
            told = await staff.push("moderation:event")
        assert (told["kind"], told["summary"]) == ("listing_published", "Harmonium · CNY 900.00")
        assert told["actor"] == {"id": me["account"]["id"], "handle": me["account"]["handle"]}


async def test_kinds_that_were_not_asked_for_are_not_told(market: Market) -> None:
    async with moderator(market) as (staff, _), somebody(market.url) as (seller, me), nobody(market.url) as passer_by:
        await passer_by.ask("feed:watch", {})
        await staff.ask("moderation:watch", {"kinds": ["listing_published"]})
        await staff.ask("moderation:watch", {"kinds": ["listing_withdrawn"]})
        listing = await publish(seller)
        await passer_by.push("listing:published")
        await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        told = await staff.push("moderation:event")
        while told["actor"]["id"] != me["account"]["id"]:
            assert told["kind"] == "listing_withdrawn"
            told = await staff.push("moderation:event")
        assert told["kind"] == "listing_withdrawn"
