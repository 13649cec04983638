"""Buying, from the first click to the last: what each side asks, sees and hears."""

from tests.support.admins import admin
from tests.support.buying import ask, ordered, place, refused, trade
from tests.support.market import Market
from tests.support.people import PARCEL, new_request_id, somebody
from tests.support.till import till
from tests.support.waiting import until


async def test_an_order_is_placed_and_both_sides_hear_of_it(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing):
        order = await ordered(buyer, listing)
        assert (order["state"], order["version"]) == ("created", 1)
        assert order["totals"]["total"]["amount"] == 91_500
        assert order["actions"] == ["order:address", "order:pay", "order:cancel"]
        assert order["next_automatic"]["event"] == "order:expire"
        assert (await buyer.push("order:changed"))["order"] == order
        heard = (await seller.push("order:changed"))["order"]
        assert (heard["id"], heard["actions"], heard["address"]["city"]) == (order["id"], [], "杭州")


async def test_what_is_reserved_is_told_to_who_watches_it_and_comes_back_when_it_is_cancelled(market: Market) -> None:
    async with trade(market) as (_, buyer, listing), somebody(market.url) as (watcher, _):
        await watcher.ask("listing:watch", {"listing_id": listing["id"]})
        order = await ordered(buyer, listing)
        news = await watcher.push("listing:availability_changed")
        assert (news["available"], news["reserved_until"]) == (0, order["next_automatic"]["at"])
        assert (await place(watcher, listing))["error"]["code"] == "stock_insufficient"
        assert (await ask(buyer, "order:cancel", order_id=order["id"]))["data"]["order"]["state"] == "cancelled"
        news = await watcher.push("listing:availability_changed")
        assert (news["available"], "reserved_until" in news) == (1, False)
        shown = (await watcher.ask("listing:get", {"listing_id": listing["id"]}))["data"]["listing"]
        assert (shown["version"], shown["available"]) == (news["version"], 1)
        assert (await ordered(watcher, listing))["state"] == "created"


async def test_a_repeated_request_orders_once(market: Market) -> None:
    async with trade(market) as (_, buyer, listing):
        body = {"request_id": new_request_id(), "listing_id": listing["id"], **PARCEL}
        first = await buyer.ask("order:place", body)
        assert first["ok"]
        assert await buyer.ask("order:place", body) == first
        other = await buyer.ask("order:place", {**body, "quantity": 2})
        assert other["error"]["code"] == "idempotency_mismatch"
        body = {"request_id": new_request_id(), "order_id": first["data"]["order"]["id"]}
        first = await buyer.ask("order:cancel", body)
        assert await buyer.ask("order:cancel", body) == first
        assert (await buyer.ask("order:cancel", {**body, "reason": "x"}))["error"]["code"] == "idempotency_mismatch"


async def test_a_parcel_is_paid_shipped_received_and_paid_out(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        await seller.ask("listing:watch", {"listing_id": listing["id"]})
        order_id = (await ordered(buyer, listing))["id"]
        await cashier.pay(order_id)
        assert (await seller.push("listing:sold"))["listing"]["state"] == "sold"
        assert (await place(buyer, listing))["error"]["code"] == "listing_sold"
        parcel = {"order_id": order_id, "carrier": "SF Express", "tracking_number": "SF123456"}
        shipped = (await ask(seller, "order:ship", **parcel))["data"]["order"]
        assert (shipped["state"], shipped["shipment"]["carrier"]) == ("shipped", "SF Express")
        assert shipped["next_automatic"]["event"] == "order:auto_receive"
        assert (await ask(buyer, "order:extend", order_id=order_id))["ok"]
        assert await refused(buyer, "order:extend", order_id=order_id) == "order_extended"
        assert (await ask(buyer, "order:receive", order_id=order_id))["data"]["order"]["state"] == "received"
        await cashier.pay_out(order_id)
        done = (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]
        assert (done["state"], done["actions"], done.get("next_automatic")) == ("completed", [], None)
        steps = [entry["event"] for entry in done["history"]]
        assert steps == [
            "order:place", "order:pay", "order:ship", "order:extend", "order:receive", "order:complete",
        ]  # fmt: skip
        heard = [push["order"] for push in [await buyer.push("order:changed") for _ in range(6)]]
        assert [it["version"] for it in heard] == [1, 2, 3, 4, 5, 6]
        assert heard[-1] == done


async def test_they_meet_and_the_code_proves_it(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        order = await ordered(buyer, listing, delivery="meetup", address=None)
        await cashier.pay(order["id"])
        code = order["meetup_code"]
        wrong = f"{(int(code) + 1) % 10**6:06}"
        assert "meetup_code" not in (await seller.ask("order:get", {"order_id": order["id"]}))["data"]["order"]
        for _ in range(4):
            assert await refused(seller, "order:hand_over", order_id=order["id"], code=wrong) == "handover_code_wrong"
        received = (await ask(seller, "order:hand_over", order_id=order["id"], code=code))["data"]["order"]
        assert received["state"] == "received"


async def test_five_wrong_codes_leave_the_word_to_the_buyer(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        order = await ordered(buyer, listing, delivery="meetup", address=None)
        await cashier.pay(order["id"])
        wrong = f"{(int(order['meetup_code']) + 1) % 10**6:06}"
        for _ in range(5):
            await refused(seller, "order:hand_over", order_id=order["id"], code=wrong)
        right = {"order_id": order["id"], "code": order["meetup_code"]}
        assert await refused(seller, "order:hand_over", **right) == "handover_code_locked"
        assert (await ask(buyer, "order:receive", order_id=order["id"]))["ok"]


async def test_what_is_cancelled_after_paying_is_refunded_first_and_for_sale_again_last(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier:
        order_id = (await ordered(buyer, listing))["id"]
        await cashier.pay(order_id)
        begun = (await ask(buyer, "order:cancel", order_id=order_id, reason="too late"))["data"]["order"]
        assert (begun["state"], begun["payment"]["state"], begun["actions"]) == ("paid", "refunding", [])
        parcel = {"order_id": order_id, "carrier": "SF Express", "tracking_number": "SF123456"}
        assert await refused(seller, "order:ship", **parcel) == "order_refunding"
        assert (await place(buyer, listing))["error"]["code"] == "listing_sold"
        await cashier.refund(order_id)
        done = (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]
        assert (done["state"], done["payment"]["refunded"]["amount"]) == ("cancelled", 91_500)
        assert done["history"][-1]["reason"] == "too late"

        async def is_for_sale_again() -> bool:
            """The gate hears of it a moment after the database."""
            ack = await place(buyer, listing)
            assert ack["ok"] or ack["error"]["code"] == "stock_insufficient", ack
            return bool(ack["ok"])

        await until(is_for_sale_again)


async def test_a_dispute_is_answered_and_decided_by_a_moderator(market: Market) -> None:
    async with trade(market) as (seller, buyer, listing), till(market) as cashier, admin(market) as (moderator, _):
        order_id = (await ordered(buyer, listing))["id"]
        await cashier.pay(order_id)
        await ask(seller, "order:ship", order_id=order_id, carrier="SF Express", tracking_number="SF123456")
        await ask(buyer, "order:dispute", order_id=order_id, reason="The frame is cracked.")
        answered = (await ask(seller, "order:dispute", order_id=order_id, reason="Not when I sent it."))["data"]
        assert answered["order"]["next_automatic"]["event"] == "order:close_dispute"
        assert await refused(seller, "order:dispute", order_id=order_id, reason="again") == "order_answered"
        queue = (await moderator.ask("order:list", {"role": "moderator", "limit": 100}))["data"]["items"]
        assert order_id in {it["id"] for it in queue}
        word = {"order_id": order_id, "outcome": "refund", "reason": "The photos show it."}
        assert (await ask(moderator, "order:resolve", **word))["data"]["order"]["payment"]["state"] == "refunding"
        await cashier.refund(order_id)
        done = (await buyer.ask("order:get", {"order_id": order_id}))["data"]["order"]
        assert (done["state"], done["history"][-1]["by"]) == ("refunded", "moderator")
        assert (await place(buyer, listing))["error"]["code"] == "listing_sold"
