"""What a client may ask about payments."""

from handlers.contract import Call, event, per_account
from handlers.orders.payloads import OrderView
from handlers.payments import actions
from handlers.payments.payloads import PayOrder, PayReply
from models.actor import Permission, permitted

trader = permitted(Permission.MARKET_TRADE)


@event("order:pay", who=trader, limit=per_account(60, seconds=60), once=True, timeout=15.0)
async def pay(call: Call[PayOrder]) -> PayReply:
    """Go to the cashier: `cashier_url` is a page of the payment provider, and `order:changed` tells when it is paid."""
    seen, url = await actions.pay_order(call.actor, call.body, call.shop)
    return PayReply(order=OrderView.of(seen.order, seen.by), cashier_url=url)
