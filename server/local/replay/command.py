"""`python -m server replay FILE.csv`: results to standard output, progress to standard error."""

import asyncio
import sys
from pathlib import Path

import aiohttp

from server.local.fetch import Unobtainable
from server.local.processes import ProcessFailed
from server.local.replay import records
from server.local.replay.bidder import Lost
from server.local.replay.play import Refused, play
from server.local.replay.records import RecordedAuction
from server.local.replay.stage import built
from server.local.servers import StartFailed


def run(file: Path) -> int:
    """Gives the exit code."""
    try:
        asyncio.run(_replay(records.read(file)))
    except (
        records.Unreadable, Unobtainable, StartFailed, ProcessFailed, Lost, Refused, aiohttp.ClientError
    ) as problem:  # fmt: skip
        _report(f"Error: {problem}")
        return 1
    return 0


async def _replay(auctions: list[RecordedAuction]) -> None:
    async with built(_report) as stage:
        async for auction_id, price in play(auctions, stage, _report):
            print(f"{auction_id} {price}", flush=True)


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
