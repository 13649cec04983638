"""`order:pay` as a client meets it: an address, and a refusal in words where there is nothing to pay."""

from tests.support.buying import ask, refused
from tests.support.paying import Bazaar, deal


async def test_the_answer_is_the_order_and_the_provider_s_page(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        ack = await ask(it.buyer, "order:pay", order_id=it.id)
        assert ack["data"]["order"]["payment"] == {"state": "pending", "refunded": {"amount": 0, "currency": "CNY"}}
        assert ack["data"]["cashier_url"].startswith(f"{bazaar.sandbox.url}/gateway.do?")


async def test_a_cancelled_order_is_not_payable(bazaar: Bazaar) -> None:
    async with deal(bazaar) as it:
        assert (await ask(it.buyer, "order:cancel", order_id=it.id))["ok"]
        assert await refused(it.buyer, "order:pay", order_id=it.id) == "order_not_payable"
