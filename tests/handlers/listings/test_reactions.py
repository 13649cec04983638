"""What a seller's new name does to what he has published."""

from tests.support.market import Market
from tests.support.people import nobody, publish, somebody
from tests.support.waiting import until


async def test_listings_take_over_their_seller_s_new_name_and_their_watchers_hear_of_it(market: Market) -> None:
    async with somebody(market.url) as (seller, _), nobody(market.url) as reader:
        ids = [(await publish(seller, title=f"Number {number}"))["id"] for number in range(3)]
        await seller.ask("listing:withdraw", {"listing_id": ids[0]})
        await reader.ask("listing:watch", {"listing_id": ids[1]})
        renamed = await seller.ask("account:update", {"version": 1, "display_name": "Another name"})
        pushed = (await reader.push("listing:revised"))["listing"]
        assert (pushed["id"], pushed["seller"]["display_name"]) == (ids[1], "Another name")
        assert pushed["seller"]["version"] == renamed["data"]["account"]["version"]

        async def all_are_renamed() -> bool:
            views = [(await reader.ask("listing:get", {"listing_id": it}))["data"]["listing"] for it in ids]
            return {(view["seller"]["display_name"], view["version"]) for view in views[1:]} == {("Another name", 2)}

        await until(all_are_renamed)
        gone = (await reader.ask("listing:get", {"listing_id": ids[0]}))["data"]["listing"]
        assert (gone["state"], gone["seller"]["display_name"]) == ("withdrawn", "Another name")
