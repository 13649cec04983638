"""What is remembered of connections in Redis: their account, rooms and nonce, under the hash of the client's secret."""

import hashlib
from collections.abc import Sequence
from typing import Any

from models.ids import AccountId
from server.seams import Claimed, Connection, Noted, Offset
from server.stores.redis.client import Scripts
from server.stores.redis.keys import Keys
from server.stores.redis.scripts import CLAIM_SESSION, EVICT, OPEN_SESSION, UPDATE_SESSION

RECORD_MS = 3_000_000
"""50 minutes after its last sign of life: shorter than a journal lasts, so that what is missing is still there."""
_UNKNOWN = -1


class RedisRecords:
    """Implements `seams.Records`; `process` names this process to the others."""

    def __init__(self, scripts: Scripts, keys: Keys, process: str) -> None:
        self._scripts, self._keys, self._process = scripts, keys, process

    async def open(self, connection: Connection, account: AccountId | None) -> Offset:
        keys = [self._key(connection), self._keys.epoch, self._keys.sequence]
        epoch, sequence = await self._run(
            OPEN_SESSION, keys, [RECORD_MS, account or "", connection.sid, connection.nonce, self._process]
        )
        return Offset(epoch.decode(), sequence)

    async def claim(self, connection: Connection, account: AccountId | None, epoch: str) -> Claimed | None:
        keys = [self._key(connection), self._keys.epoch, self._keys.sequence]
        sequence, *rest = await self._run(
            CLAIM_SESSION, keys, [epoch, RECORD_MS, account or "", connection.nonce, self._process]
        )
        if sequence == _UNKNOWN:
            return None
        sid, nonce, process, *rooms = rest
        joined = {room.decode(): joined for room, joined in zip(rooms[::2], rooms[1::2], strict=True)}
        return Claimed(sid.decode(), sequence, joined, nonce.decode(), process.decode())

    async def update(
        self, connection: Connection, account: AccountId | None, joined: Sequence[str], left: Sequence[str]
    ) -> Noted:
        keys = [self._key(connection), self._keys.sequence]
        arguments = [connection.nonce, RECORD_MS, account or "", len(joined), *joined, *left]
        (noted,) = await self._run(UPDATE_SESSION, keys, arguments)
        return Noted(noted)

    def keep(self, connection: Connection, account: AccountId | None) -> None:
        keys = [self._key(connection), self._keys.sequence]
        self._scripts.send(UPDATE_SESSION, keys, [connection.nonce, RECORD_MS, account or "", 0])

    def evict(self, process: str, nonce: str) -> None:
        self._scripts.send(EVICT, [self._keys.channel(process)], [nonce])

    def _key(self, connection: Connection) -> str:
        return self._keys.session(hashlib.sha256(connection.secret.encode()).hexdigest())

    async def _run(self, *call: Any) -> Any:
        return await self._scripts.run(*call)
