"""mongod as the market needs it."""

from pathlib import Path

from pymongo import AsyncMongoClient

from server.local.mongod import Mongod
from server.local.servers import LocalServers
from server.settings import Settings


async def test_it_is_a_replica_set_that_commits_transactions(settings: Settings) -> None:
    async with AsyncMongoClient[dict[str, object]](settings.mongo_url) as client:
        database = client[settings.mongo_database]
        async with client.start_session() as session, await session.start_transaction():
            await database["things"].insert_one({"_id": "bike"}, session=session)
        assert await database["things"].count_documents({}) == 1


async def test_the_set_survives_a_change_of_its_port(tmp_path: Path) -> None:
    for start in range(2):
        async with LocalServers(tmp_path, given={}, only={"mongod"}, mongo_cache_gigabytes=0.25) as servers:
            url = servers.environment["SOUK_MONGO_URL"]
            async with AsyncMongoClient[dict[str, object]](url, w="majority") as client:
                await client["souk"]["things"].insert_one({})
                assert await client["souk"]["things"].count_documents({}) == start + 1
        (tmp_path / "ports.json").unlink()


def test_it_listens_on_loopback_alone_and_without_compression(tmp_path: Path) -> None:
    command = Mongod(tmp_path / "mongod", cache_gigabytes=0.25).command("mongod", [27017])
    assert command[command.index("--bind_ip") + 1] == "127.0.0.1"
    assert command[command.index("--networkMessageCompressors") + 1] == "disabled"
    assert "--noscripting" in command
