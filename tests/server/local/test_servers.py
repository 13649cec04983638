"""The shared servers, looked at from outside."""

from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from server.settings import Settings


async def test_mongod_is_a_replica_set_that_commits_transactions(settings: Settings) -> None:
    async with AsyncMongoClient[dict[str, object]](settings.mongo_url) as client:
        database = client[settings.mongo_database]
        async with client.start_session() as session, await session.start_transaction():
            await database["things"].insert_one({"_id": "bike"}, session=session)
        assert await database["things"].count_documents({}) == 1


async def test_valkey_speaks_sharded_publish(settings: Settings) -> None:
    async with Redis.from_url(settings.redis_url) as redis:
        assert await redis.spublish(f"{settings.redis_prefix}room", "hello") == 0
