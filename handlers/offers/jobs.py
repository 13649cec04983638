"""What the clock asks of offers."""

from handlers.contract import JobCall, job
from handlers.offers import actions


@job("offers:close", every=5)
async def close_due(call: JobCall) -> None:
    """Close what nobody answered in time, and what is about a listing that is sold or gone."""
    await actions.close_due(call.shop)
