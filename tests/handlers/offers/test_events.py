"""Lists of offers, and the short answers."""

from tests.support.haggling import ask, negotiable, offer
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_both_parties_list_what_they_said_to_each_other(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        listings = [await publish(seller, title=f"Bicycle {number}", sale=negotiable()) for number in range(3)]
        made = [await offer(buyer, listing, 7000) for listing in listings]
        assert (await ask(seller, "offer:decline", offer_id=made[0]["id"]))["data"]["offer"]["state"] == "declined"
        assert (await ask(buyer, "offer:withdraw", offer_id=made[1]["id"]))["data"]["offer"]["state"] == "withdrawn"
        first = (await buyer.ask("offer:list", {"role": "buyer", "limit": 2}))["data"]
        rest = (await buyer.ask("offer:list", {"role": "buyer", "limit": 2, "cursor": first["next_cursor"]}))["data"]
        assert [it["id"] for it in (*first["items"], *rest["items"])] == [it["id"] for it in reversed(made)]
        opened = (await seller.ask("offer:list", {"role": "seller", "state": "open"}))["data"]["items"]
        assert [it["id"] for it in opened] == [made[2]["id"]]
        assert (await seller.ask("offer:list", {"role": "buyer"}))["data"]["items"] == []
