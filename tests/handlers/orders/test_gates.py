"""Who gets at an order: its parties and moderators, each for his own part in it."""

from tests.support.buying import ordered, refused, trade
from tests.support.market import Market
from tests.support.people import somebody


async def test_an_unpaid_order_goes_no_further(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), somebody(market.url) as (stranger, _):
        order_id = (await ordered(buyer, listing))["id"]
        shipped = {"order_id": order_id, "carrier": "SF Express", "tracking_number": "SF123456"}
        assert await refused(seller, "order:ship", **shipped) == "order_created"
        assert await refused(buyer, "order:ship", **shipped) == "not_allowed"
        assert await refused(buyer, "order:receive", order_id=order_id) == "order_created"
        assert await refused(buyer, "order:dispute", order_id=order_id, reason="late") == "order_created"
        assert await refused(buyer, "order:resolve", order_id=order_id, outcome="refund", reason="x") == "not_allowed"
        assert await refused(stranger, "order:cancel", order_id=order_id) == "order_not_found"
        assert (await stranger.ask("order:get", {"order_id": order_id}))["error"]["code"] == "order_not_found"
