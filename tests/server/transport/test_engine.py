"""The engine as a whole: it stands alone, and its example of ten lines is a server."""

import ast
import subprocess
import sys

from server.transport.engine import SocketServer
from tests.rules.sources import parsed, python
from tests.support.engine import client, serving

MARKET = ("models", "handlers", "server")


def test_the_engine_imports_nothing_of_the_market() -> None:
    imported = [
        (str(path), node.module or "")
        for path in python("server/transport/engine")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
    ]
    inside = [it for it in imported if it[1].split(".")[0] in MARKET]
    assert inside
    assert not [it for it in inside if not it[1].startswith("server.transport.engine")]


def test_importing_the_engine_loads_nothing_of_the_market() -> None:
    code = "import sys, server.transport.engine; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"models", "handlers"} & set(loaded.stdout.split())


async def test_a_chat_in_ten_lines() -> None:
    server = SocketServer()

    async def say(sid: str, text: str) -> int:
        await server.emit("said", {"by": sid, "text": text}, skip_sid=sid)
        return len(text)

    server.on("say", say)

    async with serving(server) as url, client(url) as one, client(url) as other:
        heard: list[object] = []
        other.on("said", heard.append)
        assert await one.call("say", "hello") == 5
        assert await other.call("say", "") == 0
        assert heard == [{"by": one.get_sid(), "text": "hello"}]
