"""What the clock asks of orders."""

from handlers.contract import JobCall, job
from handlers.orders import actions


@job("orders:act_on_due", every=1)
async def act_on_due(call: JobCall) -> None:
    """Expire, remind, cancel, receive and decide what nobody has decided in time."""
    await actions.act_on_due(call.shop)


@job("orders:reconcile_stock", every=30)
async def reconcile_stock(call: JobCall) -> None:
    """Compare what listings, orders and the gate say of units."""
    await actions.reconcile_stock(call.shop)


@job("orders:forget_addresses", every=3600)
async def forget_addresses(call: JobCall) -> None:
    """Erase the addresses of orders that ended long ago."""
    await actions.forget_addresses(call.shop)
