"""The wire shapes of payments: a request to pay, and where."""

from handlers.contract import Wire
from handlers.orders.payloads import OrderView
from handlers.shapes import Identifier, OnceRequest


class PayOrder(OnceRequest):
    order_id: Identifier


class PayReply(Wire):
    """The order, and the page where its buyer pays; the same one as long as the payment is under way."""

    order: OrderView
    cashier_url: str
