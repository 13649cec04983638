"""What bad input may leave behind: a bounded line or two in the log, no traceback, and everybody else untouched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.market import Market
from tests.support.people import nobody

LINE = 2_000
LINES = 10


@asynccontextmanager
async def quietly(market: Market) -> AsyncIterator[None]:
    """Whatever happens inside, the log stays small and readable, and the next client is served."""
    start = market.mark()
    yield
    async with nobody(market.url) as other:
        assert (await other.ask("server:time", {}))["ok"]
    logged = market.logged(start)
    assert "Traceback" not in logged, logged
    assert len(logged.splitlines()) <= LINES, logged
    assert all(len(line) <= LINE for line in logged.splitlines()), logged
    assert not [character for character in logged if ord(character) < 32 and character != "\n"], logged
