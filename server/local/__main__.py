"""Starts only the servers and prints their addresses as SOUK_* lines: `python -m server.local [DATA_DIR]`."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from server.local.fetch import Unobtainable
from server.local.servers import LocalServers, StartFailed


async def _serve(servers: LocalServers, folder: Path) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with servers:
        lines = "".join(f"{name}={value}\n" for name, value in servers.environment.items())
        unfinished = folder / "servers.env.new"
        unfinished.write_text(lines)
        unfinished.replace(folder / "servers.env")
        print(f"{lines}# ready; also in {folder}/servers.env; Ctrl-C stops them", flush=True)
        await stopped.wait()
        (folder / "servers.env").unlink()


def _say(line: str) -> None:
    print(f"# {line}", flush=True)


def main(
    folder: Annotated[Path, typer.Argument(envvar="SOUK_DATA_DIR")] = Path(".souk"),
    cache_gigabytes: Annotated[float, typer.Option(help="Memory that MongoDB may use for its cache.")] = 1.0,
) -> None:
    """Start MongoDB, Valkey, Meilisearch and SeaweedFS, and stay."""
    try:
        servers = LocalServers(folder, mongo_cache_gigabytes=cache_gigabytes, report=_say)
        servers.fetch()
        asyncio.run(_serve(servers, folder))
    except (Unobtainable, StartFailed) as problem:
        sys.exit(f"Error: {problem}")


if __name__ == "__main__":
    typer.run(main)
