"""What the clock asks of payments: to ask where no notice came, close what is over, give back, pay out, compare books.

The provider is never called inside a unit of work: first what is to be done is written, then it is done, then that it
was. Each step may be repeated, so a process that dies between two of them is no loss: the next run takes it up.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from functools import partial

from handlers.orders import actions as orders
from handlers.orders import gates as order_gates
from handlers.payments import gates, settling
from handlers.ports import Shop
from handlers.provider import Report, Standing
from models import ledger
from models.errors import Refusal
from models.ids import OrderId, PaymentId, TradeNumber
from models.ledger import Book
from models.money import Money
from models.order import Order
from models.order import PaymentState as OrderPayment
from models.order_flow import OrderState
from models.payment import LAST_LOOK, Payment, PaymentState, RefundKind, Trade, TradeState, payment_id

AT_ONCE = 50
"""Payments that one run of a job looks after."""


async def follow_due(shop: Shop) -> None:
    """Every payment whose time to be looked at has come."""
    await _each(_follow(payment, shop) for payment in await shop.till.payments.due(AT_ONCE))


async def expire_overdue(shop: Shop) -> None:
    """Orders that were not paid in time: close the trade first, then release the units."""
    await _each(_expire(order, shop) for order in await shop.orders.overdue_at_cashier(AT_ONCE))


async def begin_refunds(shop: Shop) -> None:
    """Write down what is to go back; following the payment carries it out."""
    await _each(shop.errands.run(partial(_owe, order.id)) for order in await shop.orders.refunding(AT_ONCE))


async def pay_out(shop: Shop) -> None:
    """What is still held for an order that was received is its seller's."""
    await _each(shop.errands.run(partial(_pay_out, order.id)) for order in await shop.orders.received(AT_ONCE))


async def _each(steps: Iterable[Awaitable[None]]) -> None:
    """All of them, whatever becomes of one; the first fault is told when all have ended."""
    outcomes = await asyncio.gather(*steps, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


async def _follow(payment: Payment, shop: Shop) -> None:
    """A provider that does not answer, or refuses, is met again later, and a person is told in the end."""
    try:
        if payment.refunds_due:
            await _refund(payment, shop)
        else:
            await _ask(payment, shop)
    except Refusal:
        await shop.errands.run(partial(_postpone, payment.id))


async def _refund(payment: Payment, shop: Shop) -> None:
    for refund in payment.refunds_due:
        await shop.till.provider.refund(refund.trade, refund.request_number, refund.amount)
        await shop.errands.run(partial(settling.refunded, payment.id, refund.request_number))


async def _ask(payment: Payment, shop: Shop) -> None:
    order = await order_gates.order_for_market(shop, payment.order_id)
    for trade in payment.trades_open:
        report = await shop.till.provider.query(trade.number)
        if report.standing in {Standing.WAITING, Standing.UNKNOWN} and not _is_wanted(payment, trade, order):
            await _end(payment, trade, report.standing, shop)
        else:
            await _learn(payment.id, trade.number, report, shop)
    await shop.errands.run(partial(_look_again, payment.id, payment.version))


def _is_wanted(payment: Payment, trade: Trade, order: Order) -> bool:
    """Whether somebody may still pay it; what is overdue is closed where its order expires."""
    waiting = order.state is OrderState.CREATED and payment.state is PaymentState.INIT
    return waiting and trade == payment.current and trade.state is TradeState.OPEN


async def _learn(wanted: PaymentId, number: TradeNumber, report: Report, shop: Shop) -> None:
    """Act on what the provider says of a trade, as on a notice."""
    if report.standing is Standing.CLOSED:
        await shop.errands.run(partial(settling.closed, wanted, number, known=True))
    elif report.standing is Standing.PAID:
        await settle(wanted, number, report, shop)


async def settle(wanted: PaymentId, number: TradeNumber, report: Report, shop: Shop) -> None:
    """The order has it, again if it had expired; where that is refused, the money goes back."""

    try:
        await shop.errands.run(partial(settling.paid, wanted, number, report, revive=True))
    except Refusal as no:
        if no.code not in settling.GONE:
            raise
        await shop.errands.run(partial(settling.paid, wanted, number, report, revive=False))


async def _end(payment: Payment, trade: Trade, standing: Standing, shop: Shop) -> None:
    """Close what nobody is to pay any more; one that the provider never knew is believed gone after its last look."""
    over = trade.state is TradeState.ABANDONED and shop.clock.now() >= payment.expires_at + LAST_LOOK
    if over and standing is Standing.UNKNOWN:
        await shop.errands.run(partial(settling.closed, payment.id, trade.number, known=True))
        return
    standing = await shop.till.provider.close(trade.number)
    if standing is Standing.PAID:
        await settle(payment.id, trade.number, await shop.till.provider.query(trade.number), shop)
    elif trade.state is TradeState.OPEN or standing is Standing.CLOSED:
        await shop.errands.run(partial(settling.closed, payment.id, trade.number, known=standing is Standing.CLOSED))


async def _look_again(wanted: PaymentId, version: int, shop: Shop) -> None:
    """There was no news: nothing was written since."""
    payment = await gates.payment(shop, wanted)
    if payment.version == version:
        settling.save(shop, payment.looked(shop.clock.now()))


async def _postpone(wanted: PaymentId, shop: Shop) -> None:
    payment = await gates.payment(shop, wanted)
    settling.save(shop, payment.failed_to_look(shop.clock.now()))


async def _expire(order: Order, shop: Shop) -> None:
    """A trade that was paid in the last moment wins."""
    payment = await shop.till.payments.find(payment_id(order.id))
    try:
        for trade in payment.trades if payment else ():
            if payment and trade.state is TradeState.OPEN:
                await _end(payment, trade, Standing.WAITING, shop)
    except Refusal:
        return  # as long as the provider does not say that it is closed, the units stay where they are
    await shop.errands.run(partial(_expire_order, order.id))


async def _expire_order(order_id: OrderId, shop: Shop) -> None:
    order = await order_gates.order_for_market(shop, order_id)
    payment = await shop.till.payments.find(payment_id(order_id))
    may_be_paid = payment and any(trade.state is TradeState.OPEN for trade in payment.trades)
    if order.state is OrderState.CREATED and order.payment.state is OrderPayment.PENDING and not may_be_paid:
        orders.expire(order, shop)


async def _owe(order_id: OrderId, shop: Shop) -> None:
    """Once for each refund that an order waits for; what was given away has nothing to go back."""
    order = await order_gates.order_for_market(shop, order_id)
    payment = await shop.till.payments.find(payment_id(order_id))
    if order.refund and not order.refund.amount.amount:
        orders.mark_refunded(order, order.refund.amount, shop)
        return
    if payment is None or order.refund is None:
        return
    if not any(refund.kind is RefundKind.ORDER for refund in payment.refunds_due):
        settling.save(shop, payment.owe(order.refund.amount, shop.clock.now()))


async def _pay_out(order_id: OrderId, shop: Shop) -> None:
    """The entry and the end of the order are one; what was given back before is not paid out."""
    order = await order_gates.order_for_market(shop, order_id)
    payment = await shop.till.payments.find(payment_id(order_id))
    if order.state is not OrderState.RECEIVED or (payment is None and order.escrowed.amount):
        return
    held = Book.of(await shop.till.ledger.of_order(order_id)).held
    if held:
        amount = Money(held, order.totals.total.currency)
        await settling.post(shop, ledger.payout(order_id, order.seller.id, amount, shop.clock.now()))
    orders.complete(order, shop)
