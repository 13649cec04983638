"""The servers of one machine, as a whole."""

from pathlib import Path

import pytest
from pymongo import AsyncMongoClient

from server.local.servers import LocalServers, StartFailed


async def test_a_killed_server_comes_back_where_it_was_with_what_it_kept(tmp_path: Path) -> None:
    async with LocalServers(tmp_path, given={}, only={"mongod"}, mongo_cache_gigabytes=0.25) as servers:
        url = servers.environment["SOUK_MONGO_URL"]
        async with AsyncMongoClient[dict[str, object]](url, w="majority") as client:
            await client["souk"]["things"].insert_one({"_id": "bike"})
        servers.kill("mongod")
        await servers.start("mongod")
        assert servers.environment["SOUK_MONGO_URL"] == url
        async with AsyncMongoClient[dict[str, object]](url) as client:
            assert await client["souk"]["things"].count_documents({}) == 1


async def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    async with LocalServers(tmp_path, given={}, only={"valkey"}):
        with pytest.raises(StartFailed, match="in use by another Souk"):
            async with LocalServers(tmp_path, given={}, only={"valkey"}):
                pass


async def test_what_the_environment_names_is_not_started(tmp_path: Path) -> None:
    given = {"SOUK_MONGO_URL": "mongodb://elsewhere", "SOUK_SEARCH_URL": "http://elsewhere"}
    async with LocalServers(tmp_path, given=given, only={"mongod", "meilisearch", "valkey"}) as servers:
        assert set(servers.children) == {"valkey"}
        assert "SOUK_MONGO_URL" not in servers.environment


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "mongod").mkdir()
    (tmp_path / "mongod" / "WiredTiger.turtle").write_text("nonsense")
    with pytest.raises(StartFailed, match="mongod did not start"):
        async with LocalServers(tmp_path, given={}, only={"mongod"}):
            pass
