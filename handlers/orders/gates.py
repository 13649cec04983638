"""The only doors to an order: load it for one who takes part in it, or refuse."""

from dataclasses import dataclass

from handlers.ports import Shop
from handlers.provider import Standing
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import OrderId
from models.order import Order
from models.order_flow import By
from models.payment import payment_id


@dataclass(frozen=True, slots=True)
class Seen:
    """An order, and how the one who asked for it takes part in it."""

    order: Order
    by: By


async def order_for_actor(shop: Shop, actor: Actor, order_id: str) -> Seen:
    """Somebody else's order is refused in the same words as one that does not exist."""
    order = await order_for_market(shop, order_id)
    if by := order.role_of(actor):
        return Seen(order, by)
    raise Refusal(Code.ORDER_NOT_FOUND)


async def order_for_market(shop: Shop, order_id: str) -> Order:
    """For the market's own business, which takes no part in it."""
    order = await shop.orders.find(OrderId(order_id))
    if order is None:
        raise Refusal(Code.ORDER_NOT_FOUND)
    return order


async def close_trades(shop: Shop, order: Order) -> None:
    """Before units are released that somebody may be paying for: nothing can be paid any more, or it is refused."""
    payment = await shop.till.payments.find(payment_id(order.id))
    for trade in payment.trades_open if payment else ():
        if await shop.till.provider.close(trade.number) is Standing.PAID:
            raise Refusal(Code.ORDER_PAID, "It has just been paid; look again.")
