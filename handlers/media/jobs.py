"""What the clock asks for: sweeping away uploads that nobody waits for, and pictures that nothing shows."""

from handlers.contract import JobCall, job
from handlers.media import actions


@job("media:sweep", every=60)
async def sweep(call: JobCall) -> None:
    await actions.sweep_uploads(call.shop)


@job("media:drop_unused", every=60)
async def drop_unused(call: JobCall) -> None:
    await actions.drop_unused(call.shop)
