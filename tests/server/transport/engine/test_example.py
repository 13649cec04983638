"""The example in docs/engine.md runs as it stands there."""

import asyncio
import re
from pathlib import Path
from typing import Any

import socketio
from aiohttp.test_utils import TestServer

PAGE = Path(__file__).parents[4] / "docs" / "engine.md"
PATIENCE = 10


async def test_the_engine_runs_without_the_market_in_a_dozen_lines() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(example, str(PAGE), "exec"), names)
    heard: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
    async with TestServer(names["app"]) as server, asyncio.timeout(PATIENCE):
        url = str(server.make_url("/"))
        speaker, listener = socketio.AsyncClient(), socketio.AsyncClient()
        listener.on("said", heard.set_result)
        await speaker.connect(url, transports=["websocket"])
        await listener.connect(url, transports=["websocket"])
        assert await speaker.call("say", {"text": "hello"}) == {"heard": True}
        assert await heard == {"text": "hello"}
        await speaker.disconnect()
        await listener.disconnect()
