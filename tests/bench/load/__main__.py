"""Reads one order a line, `{"do": "open", ...}`, and answers each with one line; ends with its input."""

import asyncio
import sys
from typing import Any

import orjson
import uvloop

from tests.bench.load.crowd import Crowd, Failed
from tests.bench.meter import Gone

ORDERS = ("open", "drive", "broadcast", "rest", "leave")
LONGEST_LINE = 1 << 26


async def main() -> None:
    """Until the other end of standard input is closed."""
    loop, orders = asyncio.get_running_loop(), asyncio.StreamReader(LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    crowd = Crowd()
    while line := await orders.readline():
        sys.stdout.buffer.write(orjson.dumps(await _obey(crowd, orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()


async def _obey(crowd: Crowd, order: dict[str, Any]) -> dict[str, Any]:
    name = order.pop("do")
    if name not in ORDERS:
        return {"error": f"there is no order {name!r}"}
    try:
        told: dict[str, Any] = await getattr(crowd, name)(**order)
    except (Failed, Gone, OSError) as problem:
        return {"error": f"{name}: {problem!r}"}
    return told


if __name__ == "__main__":
    uvloop.run(main())
