"""Haggling: prices said back and forth, and the one unit that only one gets."""

from tests.support.bidding import cny
from tests.support.haggling import ask, negotiable, offer
from tests.support.market import Market
from tests.support.people import publish, somebody


async def test_a_counter_that_is_accepted_becomes_an_order(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        listing = await publish(seller, sale=negotiable())
        made = await offer(buyer, listing, 7000)
        heard = (await seller.push("offer:changed"))["offer"]
        assert (heard["id"], heard["amount"], heard["actions"][0]) == (made["id"], cny(7000), "offer:accept")
        countered = (await ask(seller, "offer:counter", offer_id=made["id"], amount=cny(9000)))["data"]["offer"]
        gone = await ask(seller, "offer:accept", offer_id=made["id"])
        assert gone["error"]["code"] == "offer_closed"
        wrong = await ask(buyer, "offer:accept", offer_id=countered["id"], expected_amount=cny(8000))
        assert wrong["error"]["code"] == "amount_changed"
        done = await ask(buyer, "offer:accept", offer_id=countered["id"], expected_amount=cny(9000))
        assert done["data"]["order"]["totals"]["item"] == cny(9000)
        assert done["data"]["offer"]["order_id"] == done["data"]["order"]["id"]
        assert (await seller.push("order:changed"))["order"]["id"] == done["data"]["order"]["id"]


async def test_a_new_price_takes_the_place_of_the_last_one(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        listing = await publish(seller, sale=negotiable())
        first, second = await offer(buyer, listing, 7000), await offer(buyer, listing, 7500)
        got = (await seller.ask("offer:list", {"role": "seller", "listing_id": listing["id"]}))["data"]["items"]
        assert {it["id"]: it["state"] for it in got} == {first["id"]: "countered", second["id"]: "open"}


async def test_the_first_to_be_accepted_gets_the_unit_and_the_others_hear_no(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (ann, _), somebody(market.url) as (ben, _):
        listing = await publish(seller, sale=negotiable())
        anns, bens = await offer(ann, listing, 7000), await offer(ben, listing, 8000)
        assert (await ask(seller, "offer:accept", offer_id=anns["id"]))["ok"]
        told = [await ben.push("offer:changed") for _ in range(2)]
        assert [it["offer"]["state"] for it in told] == ["open", "declined"]
        refused = await ask(seller, "offer:accept", offer_id=bens["id"])
        assert refused["error"]["code"] == "offer_closed"


async def test_an_offer_below_the_floor_is_declined_and_the_floor_stays_hidden(market: Market) -> None:
    async with somebody(market.url) as (seller, _), somebody(market.url) as (buyer, _):
        listing = await publish(seller, sale=negotiable(offer_floor=cny(6543)))
        assert (await offer(buyer, listing, 6000))["state"] == "declined"
        assert "6543" not in "".join(buyer.heard)
