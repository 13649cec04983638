"""What the clock asks of payments."""

from handlers.contract import JobCall, job
from handlers.payments import following, reconciling


@job("payments:follow", every=1)
async def follow(call: JobCall) -> None:
    """Ask the provider where no notice came, close what nobody is to pay, and give back what is due."""
    await following.follow_due(call.shop)


@job("payments:expire", every=1)
async def expire(call: JobCall) -> None:
    """Close trades that were not paid in time, then release what was held for them."""
    await following.expire_overdue(call.shop)


@job("payments:refund", every=1)
async def refund(call: JobCall) -> None:
    """Take up refunds that orders wait for."""
    await following.begin_refunds(call.shop)


@job("payments:pay_out", every=1)
async def pay_out(call: JobCall) -> None:
    """Give sellers what is theirs."""
    await following.pay_out(call.shop)


@job("payments:reconcile", every=120)
async def reconcile(call: JobCall) -> None:
    """Compare our ledger with the provider's bill."""
    await reconciling.compare_books(call.shop)
