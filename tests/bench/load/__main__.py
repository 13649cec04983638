"""Reads one order a line, `{"do": "open", ...}`, and answers each with one line; ends with its input."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import orjson
import uvloop

from tests.bench.load.crowd import Crowd, Failed
from tests.bench.load.gathering import Gathering
from tests.bench.meter import Gone

CROWD = ("open", "drive", "burst", "broadcast", "rest", "leave", "compare")
GATHERING = ("gather", "talk", "dismiss")
LONGEST_LINE = 1 << 26


async def main() -> None:
    """Until the other end of standard input is closed."""
    loop, orders = asyncio.get_running_loop(), asyncio.StreamReader(LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    crowd, gathering = Crowd(), Gathering()
    orders_of: dict[str, Crowd | Gathering] = {**dict.fromkeys(CROWD, crowd), **dict.fromkeys(GATHERING, gathering)}
    while line := await orders.readline():
        sys.stdout.buffer.write(orjson.dumps(await _obey(orders_of, orjson.loads(line))) + b"\n")
        sys.stdout.buffer.flush()


async def _obey(orders_of: Mapping[str, Crowd | Gathering], order: dict[str, Any]) -> dict[str, Any]:
    name = order.pop("do")
    if name not in orders_of:
        return {"error": f"there is no order {name!r}"}
    try:
        told: dict[str, Any] = await getattr(orders_of[name], name)(**order)
    except (Failed, Gone, OSError) as problem:
        return {"error": f"{name}: {problem!r}"}
    return told


if __name__ == "__main__":
    uvloop.run(main())
