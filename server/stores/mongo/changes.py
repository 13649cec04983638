"""The change feed: one change stream over the database, cut down to the writes that say something or are indexed."""

import time
from collections.abc import AsyncGenerator, Collection, Mapping
from typing import Any

from pymongo.asynchronous.change_stream import AsyncChangeStream
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from server.seams import Change, Changes, Position, StoreAway, pack, unpack

Document = dict[str, Any]

GATHER_SECONDS = 0.2
"""How long changes are gathered, and how often an idle feed tells that it lives."""
_MOST = 1_000
_WRITES = ["insert", "update", "replace", "delete"]
_HISTORY_LOST = frozenset({286, 280, 260, 9})
"""ChangeStreamHistoryLost, ChangeStreamFatalError, InvalidResumeToken, FailedToParse (a token that is none)."""


class MongoChanges:
    """Reports majority-committed writes only. A position is the data of a resume token, whose order is that of time."""

    def __init__(self, database: AsyncDatabase[Document], indexed: Collection[str]) -> None:
        self._database = database
        self._pipeline = _pipeline(indexed)

    async def now(self) -> Position:
        """The place behind everything that is committed."""
        async with await self._database.watch([]) as stream:
            token = stream.resume_token
        assert token, "a change stream that is open has a place"
        return Position(token["_data"])

    async def follow(self, after: Position | None) -> AsyncGenerator[Changes]:
        try:
            async with await self._database.watch(
                self._pipeline,
                resume_after={"_data": after} if after else None,
                max_await_time_ms=int(GATHER_SECONDS * 1000),
                batch_size=_MOST,
            ) as stream:
                while stream.alive:
                    items = await _gather(stream)
                    if token := stream.resume_token:
                        yield Changes(items, Position(token["_data"]))
        except OperationFailure as failure:
            if failure.code in _HISTORY_LOST:
                raise LookupError(str(failure)) from failure
            raise StoreAway("change feed") from failure
        except PyMongoError as problem:
            raise StoreAway("change feed") from problem
        raise LookupError("the database was dropped")


async def _gather(stream: AsyncChangeStream[Document]) -> list[Change]:
    changes: list[Change] = []
    deadline = time.monotonic() + GATHER_SECONDS
    while len(changes) < _MOST and time.monotonic() < deadline:
        event = await stream.try_next()
        if event is None:
            break
        if event["operationType"] in _WRITES:  # the others end the stream
            changes.append(_change(event))
    return changes


def _change(event: Mapping[str, Any]) -> Change:
    said = event.get("fullDocument", {}).get("said")
    if said is None:
        said = event.get("updateDescription", {}).get("updatedFields", {}).get("said")
    return Change(
        position=Position(event["_id"]["_data"]),
        collection=event["ns"]["coll"],
        id=event["documentKey"]["_id"],
        said=unpack(said) if said else (),
        at=event["wallTime"],
    )


def _pipeline(indexed: Collection[str]) -> list[Document]:
    """The server sends what a document said and which one it was; the documents themselves are read when needed."""
    said = ("fullDocument.said", "updateDescription.updatedFields.said")
    says = [{field: {"$exists": True, "$ne": pack(())}} for field in said]
    concerns_us = {"operationType": {"$in": _WRITES}, "$or": [{"ns.coll": {"$in": list(indexed)}}, *says]}
    fields = ("operationType", "ns", "documentKey", "wallTime", *said)
    return [
        {"$match": {"$or": [concerns_us, {"operationType": "invalidate"}]}},
        {"$project": dict.fromkeys(fields, 1)},
    ]
