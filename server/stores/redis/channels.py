"""Hearing the rooms that have members here: one connection, a channel a room, subscribed before it is relied on."""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from redis.asyncio import Connection, Redis
from redis.exceptions import RedisError

from server.seams import Deliver, StoreAway
from server.stores.redis.keys import Keys
from server.tasks import Tasks, deadline

log = structlog.get_logger(__name__)

CONFIRM_SECONDS = 1.0
LINGER_SECONDS = 10.0
"""How long a channel without members stays subscribed: people come back."""
PING_SECONDS = 5.0
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0)


class RedisChannels:
    """Raises nothing of an outage but StoreAway, from `subscribe`; everything else heals by itself."""

    def __init__(self, redis: Redis, keys: Keys, tasks: Tasks) -> None:
        self._redis, self._tasks = redis, tasks
        self._prefix = keys.channel("").encode()
        self._wanted: set[bytes] = set()
        self._standing: set[bytes] = set()
        self._confirmations: dict[bytes, asyncio.Future[None]] = {}
        self._lingering: dict[bytes, asyncio.TimerHandle] = {}
        self._connection: Connection | None = None
        self._lost = False

    def start(self, deliver: Deliver, deaf: Callable[[], None], restored: Callable[[], None]) -> None:
        """Listen from now on: `deliver` is called for every message in the order of its arrival, `deaf` when the
        connection is lost, `restored` once all subscriptions stand again."""
        self._deliver, self._deaf, self._restored = deliver, deaf, restored
        self._tasks.keep(self._listen_for_ever(), "redis channels")

    async def subscribe(self, rooms: Sequence[str]) -> None:
        """Returns once the subscriptions stand; raises StoreAway when Redis does not confirm them in time."""
        waiting = []
        for channel in (self._channel(room) for room in rooms):
            if timer := self._lingering.pop(channel, None):
                timer.cancel()
            if channel in self._standing:
                continue
            self._wanted.add(channel)
            if channel not in self._confirmations:
                self._confirmations[channel] = asyncio.get_running_loop().create_future()
                self._send("SUBSCRIBE", channel)
            waiting.append(self._confirmations[channel])
        if waiting:
            try:
                async with deadline(CONFIRM_SECONDS):
                    await asyncio.gather(*(asyncio.shield(future) for future in waiting))
            except TimeoutError as late:
                raise StoreAway("Redis does not confirm subscriptions.") from late

    def unsubscribe(self, rooms: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        for channel in (self._channel(room) for room in rooms):
            if channel in self._wanted and channel not in self._lingering:
                self._lingering[channel] = loop.call_later(LINGER_SECONDS, self._drop, channel)

    def _drop(self, channel: bytes) -> None:
        del self._lingering[channel]
        self._wanted.discard(channel)
        self._standing.discard(channel)
        self._confirmations.pop(channel, None)
        self._send("UNSUBSCRIBE", channel)

    def _channel(self, room: str) -> bytes:
        return self._prefix + room.encode()

    def _send(self, command: str, *channels: bytes) -> None:
        if self._connection:
            self._tasks.spawn(self._written(self._connection, command, *channels), f"redis {command.lower()}")

    async def _written(self, connection: Connection, command: str, *channels: bytes) -> None:
        try:
            await connection.send_command(command, *channels, check_health=False)
        except (RedisError, OSError) as fault:
            log.warning("redis channels: write failed", error=str(fault))
            await connection.disconnect(nowait=True)

    async def _listen_for_ever(self) -> None:
        tries = 0
        while True:
            connection = self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]
            try:
                await self._listen(connection)
            except (RedisError, OSError, TimeoutError) as fault:
                tries = 0 if self._connection else min(tries + 1, len(RETRY_SECONDS) - 1)
                log.warning("redis channels: connection lost", error=str(fault))
            finally:
                if self._connection:
                    self._lost = True
                    self._deaf()
                self._connection = None
                self._standing.clear()
                await connection.disconnect(nowait=True)
            await asyncio.sleep(RETRY_SECONDS[tries])

    async def _listen(self, connection: Connection) -> None:
        await connection.connect()  # type: ignore[no-untyped-call]
        self._connection = connection
        missing = set(self._wanted)
        if missing:
            await connection.send_command("SUBSCRIBE", *missing, check_health=False)
        quiet = False
        while True:
            response = await connection.read_response(timeout=PING_SECONDS, push_request=True)
            if response is None:
                if quiet:
                    raise TimeoutError("Redis answers no ping.")
                await connection.send_command("PING", check_health=False)
            quiet = response is None
            if not isinstance(response, list):
                continue
            kind, channel, *rest = response
            if kind == b"message":
                self._deliver(channel[len(self._prefix) :].decode(), rest[0])
            elif kind == b"subscribe":
                self._confirmed(channel)
                missing.discard(channel)
                if self._lost and not missing:
                    self._lost = False
                    self._restored()

    def _confirmed(self, channel: bytes) -> None:
        self._standing.add(channel)
        if (future := self._confirmations.pop(channel, None)) and not future.done():
            future.set_result(None)
