"""What a client may ask about orders."""

from handlers.contract import Call, Empty, event, per_account
from handlers.orders import actions
from handlers.orders.gates import Seen
from handlers.orders.payloads import (
    DirectOrder,
    DisputeOrder,
    HandOverOrder,
    ListOrders,
    OneOrder,
    OrderPage,
    OrderReply,
    OrderView,
    PlaceOrder,
    ResolveOrder,
    ShipOrder,
    StepRequest,
)
from models.actor import Permission, permitted, signed_in
from models.order_flow import By, Step

trader = permitted(Permission.MARKET_TRADE)
moderator = permitted(Permission.MARKET_MODERATE)
often = per_account(120, seconds=60)


@event("order:place", who=trader, limit=per_account(60, seconds=60), once=True)
async def place(call: Call[PlaceOrder]) -> OrderReply:
    """Set units aside for oneself and have some minutes to pay for them."""
    order = await actions.place_order(call.actor, call.body, call.shop)
    return OrderReply(order=OrderView.of(order, By.BUYER))


@event("order:get", who=signed_in, limit=often)
async def get(call: Call[OneOrder]) -> OrderReply:
    """An order that one takes part in."""
    return _reply(await actions.show_order(call.actor, call.body.order_id, call.shop))


@event("order:watch", who=moderator, limit=often)
async def watch(call: Call[OneOrder]) -> OrderReply:
    """An order, and every step of it from the answer on, as moderators see it."""
    return _reply(await actions.watch_order(call.actor, call.body.order_id, call.line, call.shop))


@event("order:unwatch", who=moderator, limit=often)
async def unwatch(call: Call[OneOrder]) -> Empty:
    """Hear no more of it."""
    await actions.unwatch_order(call.body.order_id, call.line)
    return Empty()


@event("order:list", who=signed_in, limit=often)
async def list_(call: Call[ListOrders]) -> OrderPage:
    """What one bought or sold, newest first; moderators see what is disputed."""
    page = await actions.list_orders(call.actor, call.body, call.shop)
    items = tuple(OrderView.of(order, By(call.body.role)) for order in page.items)
    return OrderPage(items=items, next_cursor=page.next_cursor)


@event("order:address", who=trader, limit=often, once=True)
async def address(call: Call[DirectOrder]) -> OrderReply:
    """Say how and where an unpaid order is to be handed over."""
    return _reply(await actions.direct_order(call.actor, call.body, call.shop))


@event("order:cancel", who=trader, limit=often, once=True)
async def cancel(call: Call[StepRequest]) -> OrderReply:
    """Give up an order that is not shipped; what was paid goes back first."""
    return _reply(await actions.take_step(Step.CANCEL, call.actor, call.body, call.shop))


@event("order:ship", who=trader, limit=often, once=True)
async def ship(call: Call[ShipOrder]) -> OrderReply:
    """Tell the buyer that his parcel is on its way."""
    return _reply(await actions.ship_order(call.actor, call.body, call.shop))


@event("order:hand_over", who=trader, limit=often, once=True)
async def hand_over(call: Call[HandOverOrder]) -> OrderReply:
    """Enter the code on the buyer's page when you meet."""
    return _reply(await actions.hand_over_order(call.actor, call.body, call.shop))


@event("order:receive", who=trader, limit=often, once=True)
async def receive(call: Call[StepRequest]) -> OrderReply:
    """Say that it came and is as it should be; the seller gets his money."""
    return _reply(await actions.take_step(Step.RECEIVE, call.actor, call.body, call.shop))


@event("order:extend", who=trader, limit=often, once=True)
async def extend(call: Call[StepRequest]) -> OrderReply:
    """Have three days more to receive, once."""
    return _reply(await actions.take_step(Step.EXTEND, call.actor, call.body, call.shop))


@event("order:dispute", who=trader, limit=often, once=True)
async def dispute(call: Call[DisputeOrder]) -> OrderReply:
    """Complain about what came or did not come; or, as the seller, answer such a complaint."""
    return _reply(await actions.take_step(Step.DISPUTE, call.actor, call.body, call.shop))


@event("order:resolve", who=moderator, limit=often, once=True)
async def resolve(call: Call[ResolveOrder]) -> OrderReply:
    """End a dispute: the money goes back to the buyer, or on to the seller."""
    return _reply(await actions.resolve_dispute(call.actor, call.body, call.shop))


def _reply(seen: Seen) -> OrderReply:
    return OrderReply(order=OrderView.of(seen.order, seen.by))
