"""Requests that had one effect without making a document of their own: the answer that each of them got."""

from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from server.seams import Once

Document = dict[str, Any]

COLLECTION = "requests"
KEPT_SECONDS = 2 * 86_400
"""Clients may repeat a request for a day; MongoDB sweeps up about once a minute, and clocks differ."""
INDEXES = (IndexModel([("at", ASCENDING)], name="old", expireAfterSeconds=KEPT_SECONDS),)


def to_doc(once: Once, reply: bytes) -> Document:
    return {"_id": once.key, "once": {"body_hash": once.body_hash, "reply": reply}, "at": datetime.now(UTC)}
