"""What the clock does to orders: not before its time by the database's clock, then soon, whoever is asleep."""

from datetime import timedelta
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from models.order_flow import OrderState, Step
from tests.support.buying import ask, ordered, place, trade, units
from tests.support.market import Market
from tests.support.till import till
from tests.support.waiting import until


async def backdate(market: Market, order_id: str, by: timedelta) -> None:
    """As if all that happened to the order had happened so much earlier."""
    async with AsyncMongoClient[dict[str, Any]](market.environment["SOUK_MONGO_URL"]) as client:
        orders = client[market.environment["SOUK_MONGO_DATABASE"]]["orders"]
        shift = {"$subtract": [{"$toLong": "$$at"}, int(by.total_seconds() * 1000)]}
        moved = {
            field: {"$let": {"vars": {"at": f"${field}"}, "in": {"$toDate": shift}}}
            for field in ("entered_at", "created_at", "hold.until", "timer.at")
        }
        await orders.update_one({"_id": order_id}, [{"$set": moved}])


@pytest.mark.parametrize(
    ("state", "after", "ends"),
    [
        (OrderState.CREATED, timedelta(minutes=6), ("cancelled", "none")),
        (OrderState.PAID, timedelta(days=6), ("paid", "refunding")),
        (OrderState.SHIPPED, timedelta(days=11), ("received", "paid")),
        (OrderState.DISPUTED, timedelta(days=4), ("disputed", "refunding")),
    ],
)
async def test_what_nobody_decides_in_time_the_clock_decides(
    market: Market, state: OrderState, after: timedelta, ends: tuple[str, str]
) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        order_id = (await ordered(buyer, listing))["id"]
        if state is not OrderState.CREATED:
            await cashier.pay(order_id)
        if state in {OrderState.SHIPPED, OrderState.DISPUTED}:
            await ask(seller, "order:ship", order_id=order_id, carrier="SF Express", tracking_number="SF123456")
        if state is OrderState.DISPUTED:
            await ask(buyer, "order:dispute", order_id=order_id, reason="It never came.")
        await backdate(market, order_id, after)

        async def is_decided() -> bool:
            order = (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]
            return (order["state"], order["payment"]["state"]) == ends

        await until(is_decided)


async def test_units_of_who_did_not_pay_are_for_sale_again(market: Market) -> None:
    async with trade(market) as (_, buyer, listing):
        order = await ordered(buyer, listing)
        await backdate(market, order["id"], timedelta(minutes=6))

        async def is_for_sale() -> bool:
            return bool((await place(buyer, listing))["ok"])

        await until(is_for_sale)


async def test_the_seller_is_reminded_and_the_order_stays_his_to_ship(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        order_id = (await ordered(buyer, listing))["id"]
        await cashier.pay(order_id)
        await backdate(market, order_id, timedelta(days=3, hours=1))
        while (push := (await seller.push("order:changed"))["order"])["version"] < 3:
            pass
        assert (push["history"][-1]["event"], push["state"]) == (Step.REMIND, "paid")
        assert "order:ship" in push["actions"]


async def test_an_order_at_the_cashier_is_expired_by_payments(market: Market) -> None:
    async with trade(market) as (_, buyer, listing), till(market) as cashier:
        order_id = (await ordered(buyer, listing))["id"]
        await cashier.begin(order_id)
        await backdate(market, order_id, timedelta(minutes=6))
        assert order_id not in {it.id for it in await cashier.stores.orders.due(1000)}

        async def is_cancelled() -> bool:
            order = (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]
            return bool(order["state"] == "cancelled")

        await until(is_cancelled)


async def test_addresses_are_forgotten_ninety_days_after_the_end(market: Market) -> None:
    async with trade(market) as (_, buyer, listing), till(market) as cashier:
        order_id = (await ordered(buyer, listing))["id"]
        await ask(buyer, "order:cancel", order_id=order_id)
        await backdate(market, order_id, timedelta(days=91))
        await cashier.run_job("orders:forget_addresses")
        assert "address" not in (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]


async def test_counters_that_disagree_with_orders_are_corrected_towards_selling_too_little(market: Market) -> None:
    async with trade(market, sale=units(3)) as (_, buyer, listing), till(market) as cashier:
        await ordered(buyer, listing)
        await buyer.ask("listing:watch", {"listing_id": listing["id"]})
        books = cashier.stores.stock_books
        await cashier.run_job("orders:reconcile_stock")
        assert (books.drift["counters"], books.drift["orders"]) == (0, 0)
        where = {"_id": listing["id"]}
        await cashier.stores.database["listings"].update_one(where, {"$set": {"available": 3}})
        await cashier.run_job("orders:reconcile_stock")
        assert (await buyer.push("listing:availability_changed"))["available"] == 2
