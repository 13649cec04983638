"""From the order to the money, through the sandbox as a process of its own; both books agree after every story."""

import asyncio

from tests.support.admins import admin
from tests.support.buying import ask, ordered, refused, shipped
from tests.support.paying import TOTAL, Bazaar, cashier, deal, hands
from tests.support.people import new_request_id, publish, somebody
from tests.support.waiting import until


async def test_an_order_is_paid_and_both_sides_hear_of_it(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        assert (await it.order())["payment"]["state"] == "pending"
        await it.pay()
        order = await it.comes_to("paid", "paid")
        assert order["totals"]["total"]["amount"] == TOTAL
        heard = [(await it.seller.push("order:changed"))["order"]["state"] for _ in range(3)]
        assert heard == ["created", "created", "paid"]
        await bazaar.expect_books_to_agree(it.id)
        assert bazaar.balance(it.id, "escrow") == -TOTAL


async def test_whoever_asks_to_pay_again_is_sent_to_the_same_cashier(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        assert await cashier(it.buyer, it.id) == it.url
        body = {"request_id": new_request_id(), "order_id": it.id}
        first = await it.buyer.ask("order:pay", body)
        assert await it.buyer.ask("order:pay", body) == first
        assert len(bazaar.payment(it.id)["trades"]) == 1
        await it.pay()
        await it.comes_to("paid")
        again = await ask(it.buyer, "order:pay", order_id=it.id)
        assert (again["data"]["order"]["payment"]["state"], again["data"]["cashier_url"]) == ("paid", it.url)


async def test_many_clicks_at_once_open_one_trade(bazaar: Bazaar) -> None:
    async with somebody(bazaar.market.url) as (seller, _), somebody(bazaar.market.url) as (buyer, me):
        order_id = (await ordered(buyer, await publish(seller)))["id"]
        async with hands(bazaar.market, me["access_token"], 8) as clients:
            acks = await asyncio.gather(*(ask(client, "order:pay", order_id=order_id) for client in clients))
        assert len({ack["data"]["cashier_url"] for ack in acks if ack["ok"]}) == 1
        assert all(ack["ok"] or ack["error"]["code"] == "order_changed" for ack in acks)
        assert len(bazaar.payment(order_id)["trades"]) == 1


async def test_only_the_buyer_is_sent_to_the_cashier(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, somebody(bazaar.market.url) as (stranger, _):
        assert await refused(it.seller, "order:pay", order_id=it.id) == "not_allowed"
        assert await refused(stranger, "order:pay", order_id=it.id) == "order_not_found"


async def test_what_was_received_is_paid_out_to_the_seller(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await it.pay()
        await it.comes_to("paid")
        parcel = {"order_id": it.id, "carrier": "SF Express", "tracking_number": "SF123456"}
        assert (await ask(it.seller, "order:ship", **parcel))["ok"]
        assert (await ask(it.buyer, "order:receive", order_id=it.id))["ok"]
        order = await it.comes_to("completed")
        assert bazaar.balance(it.id, "escrow") == 0
        assert bazaar.balance(it.id, f"seller:{order['seller']['id']}") == -TOTAL
        await bazaar.expect_books_to_agree(it.id)


async def test_what_is_cancelled_after_paying_goes_back_before_it_is_for_sale_again(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await it.pay()
        await it.comes_to("paid")
        assert (await ask(it.seller, "order:cancel", order_id=it.id, reason="broken"))["ok"]
        order = await it.comes_to("cancelled", "refunded")
        assert order["payment"]["refunded"]["amount"] == TOTAL
        assert bazaar.balance(it.id, "escrow") == bazaar.balance(it.id, "gateway") == 0
        await bazaar.expect_books_to_agree(it.id)
        await it.is_for_sale_again()


async def test_what_a_moderator_divides_goes_back_in_part_and_is_paid_out_for_the_rest(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it, admin(bazaar.market) as (moderator, _):
        await it.pay()
        await it.comes_to("paid")
        assert (await shipped(it.seller, it.id))["ok"]
        assert (await ask(it.buyer, "order:dispute", order_id=it.id, reason="A scratch on the frame."))["ok"]
        share = {"amount": 30_000, "currency": "CNY"}
        word = {"order_id": it.id, "outcome": "release", "share": share, "reason": "So."}
        assert await refused(moderator, "order:resolve", **{**word, "outcome": "refund"}) == "invalid_payload"
        all_of_it = {"amount": TOTAL, "currency": "CNY"}
        assert await refused(moderator, "order:resolve", **{**word, "share": all_of_it}) == "invalid_payload"
        begun = (await ask(moderator, "order:resolve", **word))["data"]["order"]
        assert (begun["state"], begun["payment"]["state"], begun["actions"]) == ("disputed", "refunding", [])
        order = await it.comes_to("completed", "paid")
        assert order["payment"]["refunded"]["amount"] == 30_000
        assert [entry["event"] for entry in order["history"]][-2:] == ["order:resolve", "order:complete"]
        assert bazaar.balance(it.id, "escrow") == 0
        assert bazaar.balance(it.id, "gateway") == TOTAL - 30_000
        assert bazaar.balance(it.id, f"seller:{order['seller']['id']}") == 30_000 - TOTAL
        assert {entry["kind"] for entry in bazaar.entries(it.id)} == {"payment", "refund", "payout"}
        await bazaar.expect_books_to_agree(it.id)


async def test_who_gives_up_at_the_cashier_may_try_again_under_another_number(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("decline", url=it.url)

        async def has_failed() -> bool:
            return bool(bazaar.payment(it.id)["state"] == "failed")

        await until(has_failed)
        second = await cashier(it.buyer, it.id)
        assert second != it.url
        assert [trade["number"] for trade in bazaar.payment(it.id)["trades"]] == [f"{it.id}_1", f"{it.id}_2"]
        await bazaar.sandbox.pay(second)
        await it.comes_to("paid")
        await bazaar.expect_books_to_agree(it.id)


async def test_an_order_that_was_cancelled_cannot_be_paid(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        assert (await ask(it.buyer, "order:cancel", order_id=it.id))["ok"]
        assert (await bazaar.sandbox.pay(it.url))["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
        assert await refused(it.buyer, "order:pay", order_id=it.id) == "order_not_payable"


async def test_an_order_that_is_not_paid_in_time_is_closed_at_the_provider_before_it_is_released(
    bazaar: Bazaar,
) -> None:
    async with deal(bazaar) as it:
        await bazaar.sandbox.ask("open", url=it.url)
        bazaar.run_out(it.id)
        order = await it.comes_to("cancelled")
        assert order["history"][-1]["event"] == "order:expire"
        assert (await bazaar.sandbox.pay(it.url))["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
        await it.is_for_sale_again()
        await bazaar.expect_books_to_agree(it.id)


FREE = {
    "sale": {"kind": "fixed", "price": {"amount": 0, "currency": "CNY"}},
    "shipping_fee": {"amount": 0, "currency": "CNY"},
}
"""What is given away."""


async def test_what_is_given_away_needs_no_cashier_and_comes_to_its_end(bazaar: Bazaar) -> None:
    async with deal(bazaar, **FREE) as it:
        assert it.url == f"/orders/{it.id}"
        assert (await it.order())["state"] == "paid"
        parcel = {"order_id": it.id, "carrier": "SF Express", "tracking_number": "SF123456"}
        assert (await ask(it.seller, "order:ship", **parcel))["ok"]
        assert (await ask(it.buyer, "order:receive", order_id=it.id))["ok"]
        await it.comes_to("completed")
        assert bazaar.entries(it.id) == []


async def test_what_was_to_be_given_away_is_cancelled_without_money(bazaar: Bazaar) -> None:
    async with deal(bazaar, **FREE) as it:
        assert (await ask(it.seller, "order:cancel", order_id=it.id))["ok"]
        await it.comes_to("cancelled", "refunded")
        await it.is_for_sale_again()
