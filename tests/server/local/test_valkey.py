"""Valkey as the market needs it."""

from pathlib import Path

from redis.asyncio import Redis

from server.local.servers import LocalServers
from server.local.valkey import Valkey
from server.settings import Settings


async def test_it_speaks_sharded_publish(settings: Settings) -> None:
    async with Redis.from_url(settings.redis_url) as redis:
        assert await redis.spublish(f"{settings.redis_prefix}room", "hello") == 0


async def test_it_keeps_nothing_over_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        async with (
            LocalServers(tmp_path, given={}, only={"valkey"}) as servers,
            Redis.from_url(servers.environment["SOUK_REDIS_URL"]) as redis,
        ):
            assert await redis.incr("starts") == 1


def test_it_can_be_told_to_keep_what_it_has(tmp_path: Path) -> None:
    command = Valkey(tmp_path, append_only=True).command("valkey-server", [6379])
    assert command[command.index("--appendonly") + 1] == "yes"
