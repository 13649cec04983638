"""What follows from what the provider says of a trade: staged as one unit with the ledger and the order."""

from collections.abc import Callable

from handlers.orders import actions as orders
from handlers.orders import gates as order_gates
from handlers.payments import gates
from handlers.ports import Shop
from handlers.provider import Report, Standing
from models import ledger
from models.errors import Code, Refusal
from models.ids import PaymentId, TradeNumber
from models.ledger import Book, Entry
from models.order import Order
from models.order_flow import OrderState, Step
from models.payment import Payment, PaymentState, RefundKind, TradeState

GONE = frozenset({
    Code.STOCK_INSUFFICIENT, Code.LISTING_SOLD, Code.LISTING_WITHDRAWN, Code.LISTING_REMOVED, Code.LISTING_NOT_FOUND,
    Code.ORDER_CANCELLED, Code.ORDER_NOT_PAYABLE,
})  # fmt: skip
"""Why an order that had expired cannot be had again."""


async def paid(wanted: PaymentId, number: TradeNumber, report: Report, shop: Shop, *, revive: bool) -> None:
    """A trade was paid. The first one counts if its order still stands, or can be had again; any other goes back.

    `revive` is False for whoever has tried that in vain: the units are gone.
    """
    payment = await gates.payment(shop, wanted)
    refuse_other_amount(payment, report)
    if payment.trade(number).state is TradeState.PAID:
        return
    order = await order_gates.order_for_market(shop, payment.order_id)
    stage_paid(shop, payment, order, number, report, revive=revive)


def stage_paid(
    shop: Shop, payment: Payment, order: Order, number: TradeNumber, report: Report, *, revive: bool
) -> Payment:
    now = shop.clock.now()
    settle = _settled_by(payment, order, revive=revive)
    if settle is None:
        changed = payment.give_back(number, report.provider_number, now)
        shop.work.insert(ledger.surplus(order.id, number, payment.amount, now))
    else:
        changed = payment.succeed(number, report.provider_number, now)
        shop.work.insert(ledger.payment(order.id, number, payment.amount, now))
        settle(order, shop)
    return save(shop, changed)


def _settled_by(payment: Payment, order: Order, *, revive: bool) -> Callable[[Order, Shop], Order] | None:
    """What the order does with the money; None where it goes back."""
    if payment.state is PaymentState.SUCCESS:
        return None
    if order.state is OrderState.CREATED:
        return orders.mark_paid
    return orders.revive if revive and has_expired(order) else None


def has_expired(order: Order) -> bool:
    """Given up by the clock; what its buyer gave up himself is not forced upon him again."""
    return order.state is OrderState.CANCELLED and order.history[-1].step is Step.EXPIRE


async def closed(wanted: PaymentId, number: TradeNumber, shop: Shop, *, known: bool) -> None:
    """A trade cannot be paid any more, or not as far as the provider knows."""
    payment = await gates.payment(shop, wanted)
    target = TradeState.CLOSED if known else TradeState.ABANDONED
    if payment.trade(number).state not in {TradeState.PAID, TradeState.CLOSED, target}:
        save(shop, payment.close(number, shop.clock.now(), known=known))


async def refunded(wanted: PaymentId, request_number: str, shop: Shop) -> None:
    """The provider has given money back."""
    payment, now = await gates.payment(shop, wanted), shop.clock.now()
    refund = next((it for it in payment.refunds_due if it.request_number == request_number), None)
    if refund is None:
        return
    write = ledger.refund if refund.kind is RefundKind.ORDER else ledger.surplus_refund
    await post(shop, write(payment.order_id, refund.trade, request_number, refund.amount, now))
    save(shop, payment.refunded(request_number, now))
    if refund.kind is RefundKind.ORDER:
        order = await order_gates.order_for_market(shop, payment.order_id)
        orders.mark_refunded(order, refund.amount, shop)


async def post(shop: Shop, entry: Entry) -> None:
    """Add an entry to what the ledger has of its order; refuses to give out more than is held."""
    book = Book.of(await shop.till.ledger.of_order(entry.order_id))
    shop.work.insert(book.post(entry))


def save(shop: Shop, payment: Payment) -> Payment:
    """Stage a changed payment, and remember it for the quick answer."""

    async def remember() -> None:
        shop.till.mirror.keep(payment)

    shop.work.save(payment)
    shop.work.afterwards(remember)
    return payment


def refuse_other_amount(payment: Payment, report: Report) -> None:
    """What was paid is what was owed, to the fen."""
    if report.standing is Standing.PAID and report.amount != payment.amount:
        raise Refusal(Code.PAYMENT_REFUSED, "Another amount was paid than was asked for.")
