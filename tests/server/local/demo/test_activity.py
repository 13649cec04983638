"""The simulated people as a process: they come, they act, they come back, and they go when told to."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from pymongo import MongoClient

from server.local.children import Child
from server.local.demo.activity import act
from server.local.demo.seed import Order, seed
from server.settings import Settings
from tests.support import market as markets
from tests.support.waiting import until

SEEDED = Order(listings=60, accounts=30, frames=())


async def test_people_act_come_back_after_a_restart_and_go_home_on_sigterm(settings: Settings, tmp_path: Path) -> None:
    market = await markets.start(settings, tmp_path)
    await seed(settings, SEEDED, print)
    environment = {**market.environment, "SOUK_DEMO_RATE": "20", "SOUK_LOG_LEVEL": "debug"}
    command = [sys.executable, "-m", "server.local.demo.activity"]
    people = Child("people", command, log=tmp_path / "people.log", environment=environment)
    try:
        with MongoClient[dict[str, object]](settings.mongo_url) as client:
            listings = client[settings.mongo_database]["listings"]
            await until(lambda: listings.count_documents({"state": "withdrawn"}) > 0, seconds=60)
            await market.web.restart()
            await market.web.ready()
            before = listings.count_documents({})
            assert before > SEEDED.listings
            await until(lambda: listings.count_documents({}) > before, seconds=60)
        os.kill(people.pid, signal.SIGTERM)
        await until(lambda: people.exit_code is not None)
        assert people.exit_code == 0
        assert "Traceback" not in (tmp_path / "people.log").read_text()
    finally:
        await people.stop()
        await markets.stop(market)


async def test_at_rate_0_nobody_comes(settings: Settings) -> None:
    await asyncio.wait_for(act(settings), 5)
