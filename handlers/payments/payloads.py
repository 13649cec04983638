"""The wire shapes of payments: a request to pay, and where."""

from handlers.contract import Wire
from handlers.orders.payloads import OrderView
from handlers.shapes import Identifier, OnceRequest


class PayOrder(OnceRequest):
    order_id: Identifier


class PayReply(Wire):
    """The order, and where its buyer pays, the same page as long as that is under way; what is free is paid at once."""

    order: OrderView
    cashier_url: str
