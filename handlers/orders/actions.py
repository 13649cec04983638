"""Everything that changes or shows an order: the only writer and the only announcer of this area."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from handlers.listings import gates as listing_gates
from handlers.listings import pushes as listing_pushes
from handlers.moderation import actions as moderation
from handlers.orders import gates, pushes
from handlers.orders.gates import Seen
from handlers.orders.payloads import (
    DirectOrder,
    DisputeOrder,
    HandOverOrder,
    ListOrders,
    Outcome,
    PlaceOrder,
    ResolveOrder,
    ShipOrder,
    Side,
    StepRequest,
)
from handlers.ports import Admission, Line, OrderQuery, Page, Shop
from models import rooms
from models.actor import Actor, Permission
from models.case import Verdict
from models.errors import Code, Refusal
from models.ids import ListingId, OrderId
from models.listing import Delivery, Listing, Seller
from models.money import Money
from models.order import ADDRESS_KEPT, Order, Shipment, Terms
from models.order_flow import PAY_WITHIN, By, OrderState, Step
from models.stock import Move, mended

AT_ONCE = 50
"""Orders that one run of a job looks after."""
_BACK = {Move.RELEASE, Move.RESTOCK}
_OUTCOMES = {Outcome.REFUND: OrderState.REFUNDED, Outcome.RELEASE: OrderState.RECEIVED}


async def place_order(actor: Actor, body: PlaceOrder, shop: Shop) -> Order:
    """Set units aside for a buyer, until he has paid or his time is over."""
    order_id = OrderId(shop.work.key)
    if body.delivery is Delivery.SHIP and body.address is None:
        raise Refusal(Code.INVALID_PAYLOAD, fields={"address": "What is shipped needs an address."})
    listing = await listing_gates.listing_for_anyone(shop, body.listing_id)
    address = body.address.value() if body.address else None
    terms = Terms(body.quantity, body.delivery, address, new_code(), PAY_WITHIN)
    order = Order.place(order_id, listing, Seller.of(actor), terms, shop.clock.now())
    if body.expected_amount and body.expected_amount.value() != order.totals.total:
        raise Refusal(Code.AMOUNT_CHANGED)
    return await open_order(order, listing, shop)


async def open_order(order: Order, listing: Listing, shop: Shop) -> Order:
    """Stage a new order, however it came about; whoever comes too late is told so before anything is written."""
    admission = await shop.stock_gate.admit(listing, order.id, order.quantity)
    if admission is Admission.FULL:
        raise Refusal(Code.STOCK_INSUFFICIENT)
    if admission is Admission.TAKEN:
        shop.work.otherwise(lambda: shop.stock_gate.let_go(listing.id, order.id))
    return _stage(order, Move.HOLD, shop)


def new_code() -> str:
    """Six digits that the buyer shows and the seller enters when they meet."""
    return f"{secrets.randbelow(10**6):06}"


async def show_order(actor: Actor, order_id: str, shop: Shop) -> Seen:
    return await gates.order_for_actor(shop, actor, order_id)


async def watch_order(actor: Actor, order_id: str, line: Line, shop: Shop) -> Seen:
    """Read anew once it is heard. A moderator who takes part in the order hears of it anyway, and sees his own part."""
    seen = await gates.order_for_actor(shop, actor, order_id)
    if seen.by is By.MODERATOR:
        await line.join(rooms.watched_order(seen.order.id))
        seen = await gates.order_for_actor(shop, actor, order_id)
    return seen


async def unwatch_order(order_id: str, line: Line) -> None:
    await line.leave(rooms.watched_order(OrderId(order_id)))


async def list_orders(actor: Actor, body: ListOrders, shop: Shop) -> Page[Order]:
    """What one bought or sold; for moderators what everybody disputes."""
    if body.role is Side.MODERATOR:
        if Permission.MARKET_MODERATE not in actor.permissions:
            raise Refusal(Code.NOT_ALLOWED)
        query = OrderQuery(state=body.state or OrderState.DISPUTED)
    elif body.role is Side.BUYER:
        query = OrderQuery(buyer_id=actor.signed_in_id, state=body.state)
    else:
        query = OrderQuery(seller_id=actor.signed_in_id, state=body.state)
    return await shop.orders.page(query, body.limit, body.cursor)


async def direct_order(actor: Actor, body: DirectOrder, shop: Shop) -> Seen:
    """Say where an order is to go that came about without asking: by an auction, or by an offer."""
    seen = await _as(By.BUYER, shop, actor, body.order_id)
    listing = await listing_gates.listing_for_anyone(shop, seen.order.item.id)
    address = body.address.value() if body.address else None
    return _done(seen, seen.order.directed(listing, body.delivery, address, shop.clock.now()), shop)


async def take_step(step: Step, actor: Actor, body: StepRequest | DisputeOrder, shop: Shop) -> Seen:
    """A step that changes nothing but where the order stands; the table knows who may take it."""
    seen = await gates.order_for_actor(shop, actor, body.order_id)
    order, move = seen.order.step(step, seen.by, shop.clock.now(), reason=body.reason)
    if move is Move.RELEASE:
        await gates.close_trades(shop, seen.order)
    return _done(seen, order, shop, move)


async def ship_order(actor: Actor, body: ShipOrder, shop: Shop) -> Seen:
    seen = await _as(By.SELLER, shop, actor, body.order_id)
    order, move = seen.order.step(Step.SHIP, seen.by, shop.clock.now())
    shipped = replace(order, shipment=Shipment(body.carrier, body.tracking_number))
    return _done(seen, shipped, shop, move)


async def hand_over_order(actor: Actor, body: HandOverOrder, shop: Shop) -> Seen:
    """The code proves that they met; a wrong one is counted although it is refused."""
    seen = await _as(By.SELLER, shop, actor, body.order_id)
    try:
        order, move = seen.order.handed_over(body.code, shop.clock.now())
    except Refusal as no:
        if no.code is not Code.HANDOVER_CODE_WRONG:
            raise
        _stage(seen.order.mistaken(), Move.NONE, shop)
        raise Refusal(no.code, commits=True) from no
    return _done(seen, order, shop, move)


async def resolve_dispute(actor: Actor, body: ResolveOrder, shop: Shop) -> Seen:
    """A moderator's last word; nobody decides in his own affair."""
    seen = await _as(By.MODERATOR, shop, actor, body.order_id)
    order, move = _resolved(seen.order, body, shop.clock.now())
    detail = str(body.share.value()) if body.share else ""
    await moderation.judge_dispute(actor, seen.order, Verdict(body.outcome.value), body.reason, shop, detail=detail)
    return _done(seen, order, shop, move)


def _resolved(order: Order, body: ResolveOrder, now: datetime) -> tuple[Order, Move]:
    if body.share is None:
        return order.step(Step.RESOLVE, By.MODERATOR, now, reason=body.reason, target=_OUTCOMES[body.outcome])
    if body.outcome is Outcome.REFUND:
        raise Refusal(Code.INVALID_PAYLOAD, fields={"share": "Only what is released is shared."})
    return order.divided(body.share.value(), now, body.reason), Move.NONE


async def act_on_due(shop: Shop) -> None:
    """What the clock does: each order's next step by itself, if its timer has run out by the database's clock."""
    for order in await shop.orders.due(AT_ONCE):
        timer = order.timers()[0]
        moved, move = order.step(timer.step, By.CLOCK, shop.clock.now())
        _stage(moved, move, shop.at(shop.work.part()), due=True)


async def forget_addresses(shop: Shop) -> None:
    """Nobody needs to know where somebody lived so long after an order has ended."""
    for order in await shop.orders.ended_with_address(shop.clock.now() - ADDRESS_KEPT, AT_ONCE):
        _stage(order.without_address(), Move.NONE, shop)


async def reconcile_stock(shop: Shop) -> None:
    """Prove that counters, orders and gate agree; correct what does not towards selling too little, and count it."""
    some = [*await shop.stock_books.claimed_lately(), *await shop.stock_books.claimed_next()]
    claimed = {it.listing.id: it for it in some}.values()
    drifted = 0
    for it in claimed:
        if listing := mended(it.listing, it.held, it.sold):
            drifted += 1
            if listing is not it.listing:
                shop.work.save(listing, *listing_pushes.moved(it.listing, listing))
                shop.work.afterwards(_reopening(listing.id, shop))
    shop.stock_books.note("counters", drifted)
    shop.stock_books.note("orders", await shop.stock_books.contradictions())
    shop.stock_books.note("gate", await shop.stock_gate.compare([it.listing for it in claimed]))


def begin_payment(order: Order, shop: Shop) -> Order:
    """The buyer goes to the cashier, or goes there again: from now on payments lets the order expire."""
    return _stage(order.begin_payment(), Move.NONE, shop)


def mark_paid(order: Order, shop: Shop) -> Order:
    """The money is in escrow."""
    return _step(Step.PAY, By.BUYER, order, shop)


def revive(order: Order, shop: Shop) -> Order:
    """Money came for an order that was given up: take units anew, or refuse, whereupon it is sent back."""
    return _step(Step.REVIVE, By.PAYMENTS, order, shop)


def expire(order: Order, shop: Shop) -> Order:
    """Not paid in time, and it cannot be paid any more: the trade is closed at the provider."""
    return _step(Step.EXPIRE, By.CLOCK, order, shop)


def mark_refunded(order: Order, amount: Money, shop: Shop) -> Order:
    """So much is back with the buyer; once all that was due is, the order moves on and its units come back."""
    moved, move = order.refunded(amount, shop.clock.now())
    return _stage(moved, move, shop)


def complete(order: Order, shop: Shop) -> Order:
    """The seller has his money."""
    return _step(Step.COMPLETE, By.PAYMENTS, order, shop)


async def _as(by: By, shop: Shop, actor: Actor, order_id: str) -> Seen:
    """For a step of one role: the other party is told that it is not his, a moderator's part is kept apart."""
    seen = await gates.order_for_actor(shop, actor, order_id)
    if seen.by is not by:
        raise Refusal(Code.NOT_ALLOWED, f"This is for the {by.value}.")
    return seen


def _step(step: Step, by: By, order: Order, shop: Shop) -> Order:
    moved, move = order.step(step, by, shop.clock.now())
    return _stage(moved, move, shop)


def _done(seen: Seen, order: Order, shop: Shop, move: Move = Move.NONE) -> Seen:
    return replace(seen, order=_stage(order, move, shop))


def _stage(order: Order, move: Move, shop: Shop, *, due: bool = False) -> Order:
    """Write an order with what becomes of its units, and tell its parties."""
    shop.work.deal(order, pushes.changed(order), move, listing_pushes.moved, due=due)
    if move in _BACK:
        shop.work.afterwards(_reopening(order.item.id, shop))
    return order


def _reopening(listing_id: ListingId, shop: Shop) -> Callable[[], Awaitable[None]]:
    async def reopen() -> None:
        if listing := await shop.listings.find(listing_id):
            shop.stock_gate.reopen(listing)

    return reopen
