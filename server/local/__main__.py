"""Starts only the servers and prints their addresses as SOUK_* lines: `python -m server.local [DATA_DIR]`."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from server.local.servers import LocalServers


async def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SOUK_DATA_DIR") or ".souk")
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with LocalServers(folder, report=lambda line: print(f"# {line}", flush=True)) as servers:
        lines = "".join(f"{name}={value}\n" for name, value in servers.environment.items())
        Path(folder, "servers.env").write_text(lines)
        print(f"{lines}# ready; also in {folder}/servers.env; Ctrl-C stops them", flush=True)
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main())
