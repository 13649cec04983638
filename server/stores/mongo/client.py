"""The connection to MongoDB: majority both ways, times with zones, every call with a deadline."""

from typing import Any

from pymongo import AsyncMongoClient

from server.settings import Settings

DEADLINE_MS = 4_000
SELECTION_MS = 2_500
"""How long a call waits for a primary: an election takes longer than nobody's patience."""


def connect(settings: Settings) -> "AsyncMongoClient[dict[str, Any]]":
    """A client; it connects by itself when it is first used."""
    return AsyncMongoClient(
        settings.mongo_url,
        appname="souk",
        tz_aware=True,
        w="majority",
        readConcernLevel="majority",
        timeoutMS=DEADLINE_MS,
        serverSelectionTimeoutMS=SELECTION_MS,
    )
