"""The database's clock, as processes learn it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

log = structlog.get_logger(__name__)

Document = dict[str, Any]

EVERY_SECONDS = 10.0


async def time_of(database: AsyncDatabase[Document]) -> datetime:
    now: datetime = (await database.command("hello"))["localTime"]
    return now.replace(tzinfo=UTC)  # commands know no zones


async def keep_telling(database: AsyncDatabase[Document], learn: Callable[[datetime], None]) -> None:
    """Tell it again and again; while the database is away the last correction holds."""
    while True:
        try:
            learn(await time_of(database))
        except PyMongoError as problem:
            log.info("the database's clock is away", problem=str(problem))
        await asyncio.sleep(EVERY_SECONDS)
