"""What the clock asks of auctions."""

from handlers.auctions import actions
from handlers.contract import JobCall, job


@job("auctions:close", every=1)
async def close_ended(call: JobCall) -> None:
    """Close the auctions whose end has passed."""
    await actions.close_ended(call.shop)
