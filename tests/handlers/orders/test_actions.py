"""What order actions refuse, and whose orders they show."""

from tests.support.buying import ask, ordered, place, trade, units
from tests.support.market import Market


async def test_what_cannot_be_ordered_is_refused_with_its_reason(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing):
        assert (await place(seller, listing))["error"]["code"] == "listing_own"
        assert (await place(buyer, listing, quantity=2))["error"]["code"] == "stock_insufficient"
        assert (await place(buyer, {"id": "nowhere"}))["error"]["code"] == "listing_not_found"
        dear = {"amount": 90_000, "currency": "CNY"}
        assert (await place(buyer, listing, expected_amount=dear))["error"]["code"] == "amount_changed"
        assert "address" in (await place(buyer, listing, delivery="meetup"))["error"]["fields"]
        await seller.ask("listing:withdraw", {"listing_id": listing["id"]})
        assert (await place(buyer, listing))["error"]["code"] == "listing_withdrawn"


async def test_nobody_holds_more_than_five_unpaid_orders(market: Market) -> None:
    async with trade(market, sale=units(9)) as (
        _,
        buyer,
        listing,
    ):
        orders = [await ordered(buyer, listing) for _ in range(5)]
        assert (await place(buyer, listing))["error"]["code"] == "holds_exceeded"
        await ask(buyer, "order:cancel", order_id=orders[0]["id"])
        await ordered(buyer, listing)
        shown = (await buyer.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert shown["available"] == 4


async def test_each_side_finds_its_orders(market: Market) -> None:
    async with trade(market, sale=units(9)) as (
        seller,
        buyer,
        listing,
    ):
        placed = [(await ordered(buyer, listing))["id"] for _ in range(3)]
        first = (await buyer.ask("order:list", {"role": "buyer", "limit": 2}))["data"]
        assert [it["id"] for it in first["items"]] == placed[:0:-1]
        rest = (await buyer.ask("order:list", {"role": "buyer", "cursor": first["next_cursor"]}))["data"]
        assert ([it["id"] for it in rest["items"]], rest["next_cursor"]) == (placed[:1], None)
        sold = (await seller.ask("order:list", {"role": "seller", "state": "created"}))["data"]["items"]
        assert {it["id"] for it in sold} == set(placed)
        assert (await buyer.ask("order:list", {"role": "seller"}))["data"]["items"] == []
        assert (await buyer.ask("order:list", {"role": "moderator"}))["error"]["code"] == "not_allowed"
