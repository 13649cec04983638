"""The doors to a payment: what is not there is refused in words, before anything else is looked at."""

import pytest

from handlers.payments import gates
from handlers.ports import Work
from models.errors import Code, Refusal
from models.ids import OrderId, TradeNumber
from server.settings import Settings
from tests.support.payments import begun, stored
from tests.support.stores import prepared


async def test_a_payment_is_found_by_its_order_and_by_any_of_its_trades(settings: Settings) -> None:
    async with prepared(settings) as stores:
        payment = await stored(stores, begun())
        shop = stores.shop_for(Work())
        assert await gates.payment_of_order(shop, payment.order_id) == payment
        assert await gates.payment_of_trade(shop, payment.current.number) == payment


async def test_what_was_never_begun_is_not_found(settings: Settings) -> None:
    async with prepared(settings) as stores:
        shop = stores.shop_for(Work())
        for door in (
            gates.payment_of_order(shop, OrderId("nobody")),
            gates.payment_of_trade(shop, TradeNumber("nobody_1")),
        ):
            with pytest.raises(Refusal) as no:
                await door
            assert no.value.code is Code.PAYMENT_NOT_FOUND
