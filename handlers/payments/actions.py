"""Everything that a buyer or the provider starts: going to the cashier, and notices of what happened there."""

from collections.abc import Mapping
from functools import partial

from handlers.orders import actions as orders
from handlers.orders import gates as order_gates
from handlers.orders.gates import Seen
from handlers.payments import gates, settling
from handlers.payments.payloads import PayOrder
from handlers.ports import Shop
from handlers.provider import Charge, Notice, Report, Standing
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import PaymentId, TradeNumber
from models.order import Order
from models.order_flow import By, OrderState
from models.payment import HeardNotice, Payment, PaymentState, payment_id, trade_number


async def pay_order(actor: Actor, body: PayOrder, shop: Shop) -> tuple[Seen, str]:
    """Where the buyer pays: the same page while a payment is under way, another one after it has failed."""
    seen = await order_gates.order_for_actor(shop, actor, body.order_id)
    if seen.by is not By.BUYER:
        raise Refusal(Code.NOT_ALLOWED, "This is for the buyer.")
    order = seen.order
    if not order.totals.total.amount:
        return _take(seen, shop)
    known = await shop.till.mirror.look(payment_id(order.id))
    if known and known.state is not PaymentState.FAILED and _stands(order, known.state, shop):
        return seen, known.cashier_url
    payment = await shop.till.payments.find(payment_id(order.id))
    if payment and payment.state is not PaymentState.FAILED and _stands(order, payment.state, shop):
        return seen, payment.current.cashier_url
    if not _is_payable(order, shop):
        raise Refusal(Code.ORDER_NOT_PAYABLE)
    return await (_begin_anew(seen, payment, shop) if payment else _begin(seen, shop))


def _take(seen: Seen, shop: Shop) -> tuple[Seen, str]:
    """What is given away needs no cashier: the buyer stays on the page of his order."""
    if seen.order.state is not OrderState.CREATED:
        raise Refusal(Code.ORDER_NOT_PAYABLE)
    return Seen(orders.mark_paid(seen.order, shop), seen.by), f"/orders/{seen.order.id}"


def _stands(order: Order, state: PaymentState, shop: Shop) -> bool:
    """Whether a payment in this state is the answer: it is done, or its order waits for it."""
    return state is PaymentState.SUCCESS or _is_payable(order, shop)


def _is_payable(order: Order, shop: Shop) -> bool:
    return order.state is OrderState.CREATED and shop.clock.now() < order.hold.until


async def _begin(seen: Seen, shop: Shop) -> tuple[Seen, str]:
    order = seen.order
    url = _cashier_url(order, trade_number(order.id, 1), shop)
    payment = Payment.begin(order.id, order.totals.total, order.hold.until, url, shop.clock.now())
    shop.work.insert(payment)
    shop.work.afterwards(partial(_remember, payment, shop))
    return Seen(orders.begin_payment(order, shop), seen.by), url


async def _begin_anew(seen: Seen, payment: Payment, shop: Shop) -> tuple[Seen, str]:
    """Only once the provider says that the old trade cannot be paid; what it says is acted on in either case."""
    number = payment.current.number
    if await shop.till.provider.close(number) is Standing.PAID:
        report = await shop.till.provider.query(number)
        settling.refuse_other_amount(payment, report)
        settling.stage_paid(shop, payment, seen.order, number, report, revive=False)
        return seen, payment.current.cashier_url
    url = _cashier_url(seen.order, payment.next_number, shop)
    settling.save(shop, payment.begin_anew(url, shop.clock.now()))
    return Seen(orders.begin_payment(seen.order, shop), seen.by), url


async def _remember(payment: Payment, shop: Shop) -> None:
    shop.till.mirror.keep(payment)


def _cashier_url(order: Order, number: TradeNumber, shop: Shop) -> str:
    """It can be paid there for as long as the units are held."""
    charge = Charge(number, order.totals.total, order.item.title, order.hold.until, f"/orders/{order.id}")
    return shop.till.provider.cashier_url(charge)


async def take_notice(fields: Mapping[str, str], shop: Shop) -> None:
    """What the provider tells unasked has its effect once; returns when that is safe, refuses what is not believed.

    A payment for which the units are gone meanwhile goes back.
    """
    notice = shop.till.provider.read_notice(fields)
    try:
        await shop.errands.run(partial(_heed, notice, fields, revive=True))
    except Refusal as no:
        if not (notice.report and notice.report.standing is Standing.PAID and no.code in settling.GONE):
            raise
        await shop.errands.run(partial(_heed, notice, fields, revive=False))


async def _heed(notice: Notice, fields: Mapping[str, str], shop: Shop, *, revive: bool) -> None:
    if await shop.till.payments.has_heard(notice.id):
        return
    payment = await gates.payment_of_trade(shop, notice.number)
    if notice.report:
        settling.refuse_other_amount(payment, notice.report)
        await _act_on(payment.id, notice.number, notice.report, shop, revive=revive)
    now = shop.clock.now()
    shop.work.insert(HeardNotice(notice.id, 1, payment.order_id, notice.number, fields, now))


async def _act_on(wanted: PaymentId, number: TradeNumber, report: Report, shop: Shop, *, revive: bool) -> None:
    if report.standing is Standing.PAID:
        await settling.paid(wanted, number, report, shop, revive=revive)
    elif report.standing is Standing.CLOSED:
        await settling.closed(wanted, number, shop, known=True)
