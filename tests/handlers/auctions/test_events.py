"""Lists of bids and of auctions, page by page."""

from tests.support.bidding import auction, bid
from tests.support.market import Market
from tests.support.people import nobody, publish, somebody


async def test_history_is_read_page_by_page_newest_first(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        listing = await publish(seller, sale=auction())
        for number in range(5):
            assert (await bid((ann, ben)[number % 2], listing, 2000 + 1000 * number))["ok"]
        async with nobody(market.url) as reader:
            body = {"listing_id": listing["id"], "limit": 2}
            amounts, cursor = [], None
            while True:
                page = (await reader.ask("auction:history", {**body, **({"cursor": cursor} if cursor else {})}))["data"]
                amounts += [it["amount"]["amount"] for it in page["items"]]
                if (cursor := page["next_cursor"]) is None:
                    break
            assert amounts == [5100, 4100, 3100, 2050, 1000]
            wrong = await reader.ask("auction:history", {**body, "cursor": "not-ours"})
            assert wrong["error"]["code"] == "invalid_payload"


async def test_mine_are_the_auctions_that_one_bids_in_latest_first(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _):
        listings = [await publish(seller, title=f"Bicycle {number}", sale=auction()) for number in range(3)]
        for listing, maximum in ((listings[1], 2000), (listings[0], 2000), (listings[2], 2000), (listings[0], 3000)):
            assert (await bid(ann, listing, maximum))["ok"]
        first = (await ann.ask("auction:mine", {"limit": 2}))["data"]
        rest = (await ann.ask("auction:mine", {"limit": 2, "cursor": first["next_cursor"]}))["data"]
        ids = [it["listing"]["id"] for it in (*first["items"], *rest["items"])]
        assert ids == [listings[0]["id"], listings[2]["id"], listings[1]["id"]]
        one = (await ann.ask("auction:mine", {"listing_id": listings[0]["id"]}))["data"]["items"]
        assert [it["maximum"]["amount"] for it in one] == [3000]
        assert (await ann.ask("auction:mine", {"state": "unsold"}))["data"]["items"] == []
        assert (await seller.ask("auction:mine", {}))["data"]["items"] == []
