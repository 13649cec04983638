"""The only doors to a payment: load it for its order, or for a trade that the provider speaks of, or refuse."""

from handlers.ports import Shop
from models.errors import Code, Refusal
from models.ids import OrderId, PaymentId, TradeNumber
from models.payment import Payment, payment_id


async def payment_of_order(shop: Shop, order_id: OrderId) -> Payment:
    return await payment(shop, payment_id(order_id))


async def payment(shop: Shop, wanted: PaymentId) -> Payment:
    found = await shop.till.payments.find(wanted)
    if found is None:
        raise Refusal(Code.PAYMENT_NOT_FOUND)
    return found


async def payment_of_trade(shop: Shop, number: TradeNumber) -> Payment:
    found = await shop.till.payments.find_by_trade(number)
    if found is None:
        raise Refusal(Code.PAYMENT_NOT_FOUND)
    return found
