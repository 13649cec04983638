"""Meilisearch as the market needs it."""

from pathlib import Path

import aiohttp

from server.local.meilisearch import Meilisearch
from server.settings import Settings


async def test_it_answers_nobody_without_its_key(settings: Settings) -> None:
    key = {"Authorization": f"Bearer {settings.search_key.get_secret_value()}"}
    async with aiohttp.ClientSession(settings.search_url) as session:
        async with session.get("/indexes") as answer:
            assert answer.status == 401
        async with session.get("/indexes", headers=key) as answer:
            assert answer.status == 200


def test_it_listens_on_loopback_alone_and_tells_nobody(tmp_path: Path) -> None:
    command = Meilisearch(tmp_path, key="k" * 16).command("meilisearch", [7700])
    assert command[command.index("--http-addr") + 1] == "127.0.0.1:7700"
    assert "--no-analytics" in command
