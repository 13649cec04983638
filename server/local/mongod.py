"""mongod as a replica set of one, so that transactions and change streams work as in production."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

REPLICA_SET = "souk"
_NOT_YET_INITIALIZED = 94
_INVALID_REPLICA_SET_CONFIG = 93


_FEW_FILES = "file_manager=(close_idle_time=5,close_scan_interval=2,close_handle_minimum=200)"
"""Collections that nobody uses are closed after seconds, not minutes: tests make thousands of databases."""


class Mongod:
    """Loopback only and without message compression: the fetched build predates a fix in it."""

    name = "mongod"
    ports: Sequence[str] = ("mongod",)
    grace = 10.0
    niceness = 0

    def __init__(self, data: Path, *, cache_gigabytes: float) -> None:
        self._data = data
        self._cache = cache_gigabytes

    def command(self, program: str, ports: Sequence[int]) -> list[str]:
        self._data.mkdir(parents=True, exist_ok=True)
        options = {
            "--dbpath": str(self._data),
            "--port": str(ports[0]),
            "--bind_ip": "127.0.0.1",
            "--replSet": REPLICA_SET,
            "--wiredTigerCacheSizeGB": str(self._cache),
            "--oplogSize": "1024",
            "--wiredTigerEngineConfigString": _FEW_FILES,
            "--networkMessageCompressors": "disabled",
        }
        parameters = {
            "diagnosticDataCollectionEnabled": "false",
            "enableFlowControl": "false",  # it throttles for lagging secondaries, of which there are none
            "shutdownTimeoutMillisForSignaledShutdown": "100",
            "transactionLifetimeLimitSeconds": "5",  # so long a process that died keeps others from what it was writing
        }
        flags = [word for option in options.items() for word in option]
        flags += [word for name, value in parameters.items() for word in ("--setParameter", f"{name}={value}")]
        return [program, *flags, "--nounixsocket", "--noscripting", "--quiet"]

    async def prepare(self, ports: Sequence[int]) -> None:
        """Wait until it answers, give the set its one member, wait until that is primary."""
        member = f"127.0.0.1:{ports[0]}"
        async with AsyncMongoClient[dict[str, Any]](f"mongodb://{member}/?directConnection=true") as client:
            await self._configure(client, member)
            while not (await client.admin.command("hello")).get("isWritablePrimary"):
                await asyncio.sleep(0.05)

    async def _configure(self, client: AsyncMongoClient[dict[str, Any]], member: str) -> None:
        try:
            config = (await client.admin.command("replSetGetConfig"))["config"]
        except OperationFailure as failure:
            if failure.code not in (_NOT_YET_INITIALIZED, _INVALID_REPLICA_SET_CONFIG):
                raise
            members = [{"_id": 0, "host": member}]
            await client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
            return
        if config["members"][0]["host"] != member:  # started on another port this time
            config["members"][0]["host"] = member
            config["version"] += 1
            await client.admin.command("replSetReconfig", config, force=True)

    def leftovers(self, _ports: Sequence[int], /) -> Iterable[Path]:
        return ()

    def environment(self, ports: Sequence[int]) -> dict[str, str]:
        return {"SOUK_MONGO_URL": f"mongodb://127.0.0.1:{ports[0]}/?replicaSet={REPLICA_SET}"}
