"""Waiting for what happens elsewhere: often asked, with a deadline, never for a fixed time."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

Condition = Callable[[], bool | Awaitable[bool]]


async def until(holds: Condition, *, seconds: float = 20) -> None:
    """Return as soon as the condition holds; fail with its source when it does not in time."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                answer = holds()
                if inspect.isawaitable(answer):
                    answer = await answer
                if answer:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {inspect.getsource(holds).strip()}") from None
