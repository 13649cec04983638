"""Group commit: single-document writes of concurrent requests go to MongoDB together and learn their results apart.

A batch leaves as soon as one of the two roads is free, so an idle server waits for nobody and a busy one fills its
batches by itself.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from pymongo import AsyncMongoClient, InsertOne, UpdateOne
from pymongo.errors import BulkWriteError, ClientBulkWriteException, PyMongoError, ServerSelectionTimeoutError

from server.seams import StoreAway, Unconfirmed
from server.tasks import Tasks

Document = dict[str, Any]

BATCH = 500
IN_FLIGHT = 2
DUPLICATE_KEY = 11000


class Operation(NamedTuple):
    """An insert of `document`, or, where something is `expected`, an update by `document` of what matches it."""

    collection: str
    expected: Document | None
    document: Document


class Duplicate(Exception):
    """An insert met a key that exists; `of_id` tells whether it was the document's own id."""

    def __init__(self, *, of_id: bool) -> None:
        super().__init__()
        self.of_id = of_id


Waiting = tuple[Operation, "asyncio.Future[bool]"]


class Batches:
    """Collects operations and writes them in batches, at most IN_FLIGHT at a time."""

    def __init__(self, client: "AsyncMongoClient[Document]", database: str, tasks: Tasks) -> None:
        self._client, self._database, self._tasks = client, database, tasks
        self._waiting: deque[Waiting] = deque()
        self._in_flight = 0
        self.written = self.trips = 0

    def add(self, operation: Operation) -> "asyncio.Future[bool]":
        """True when inserted or matched, False when nothing matched; raises Duplicate, StoreAway or Unconfirmed."""
        loop = self._tasks.loop
        done: asyncio.Future[bool] = loop.create_future()
        self._waiting.append((operation, done))
        if self._in_flight < IN_FLIGHT:
            self._in_flight += 1
            loop.call_soon(self._depart)
        return done

    def _depart(self) -> None:
        self._tasks.spawn(self._shuttle(), "group commit")

    async def _shuttle(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                self.trips += 1
                self.written += len(batch)
                await self._write(batch)
        finally:
            self._in_flight -= 1

    async def _write(self, batch: Sequence[Waiting]) -> None:
        try:
            outcomes = await self._outcomes([operation for operation, _ in batch])
        except ServerSelectionTimeoutError as away:
            outcomes = [StoreAway(str(away))] * len(batch)
        except (PyMongoError, OSError) as fault:
            outcomes = [Unconfirmed(str(fault))] * len(batch)
        for (_, done), outcome in zip(batch, outcomes, strict=True):
            if done.done():
                continue
            if isinstance(outcome, Exception):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)

    async def _outcomes(self, operations: Sequence[Operation]) -> list[bool | Exception]:
        collections = {operation.collection for operation in operations}
        if len(collections) == 1 and all(operation.expected is None for operation in operations):
            return await self._inserted(collections.pop(), operations)
        return await self._mixed(operations)

    async def _inserted(self, collection: str, operations: Sequence[Operation]) -> list[bool | Exception]:
        """Inserts into one collection are cheapest as `insert_many`."""
        outcomes: list[bool | Exception] = [True] * len(operations)
        try:
            await self._client[self._database][collection].insert_many(
                [operation.document for operation in operations], ordered=False
            )
        except BulkWriteError as partly:
            _note_errors(outcomes, partly.details["writeErrors"], "index")
            if partly.details["writeConcernErrors"]:
                return [Unconfirmed("write concern")] * len(operations)
        return outcomes

    async def _mixed(self, operations: Sequence[Operation]) -> list[bool | Exception]:
        models = [self.model(operation) for operation in operations]
        try:
            result = await self._client.bulk_write(models, ordered=False, verbose_results=True)
        except ClientBulkWriteException as partly:
            if partly.error or partly.write_concern_errors or partly.partial_result is None:
                raise
            outcomes = matches(operations, partly.partial_result.update_results)
            _note_errors(outcomes, partly.write_errors or (), "idx")
            return outcomes
        return matches(operations, result.update_results)

    def model(self, operation: Operation) -> InsertOne[Document] | UpdateOne:
        namespace = f"{self._database}.{operation.collection}"
        if operation.expected is None:
            return InsertOne(operation.document, namespace=namespace)
        return UpdateOne(operation.expected, operation.document, namespace=namespace)


def matches(operations: Sequence[Operation], updated: Any) -> list[bool | Exception]:
    """Whether each operation found what it expected."""
    return [
        operation.expected is None or (place in updated and updated[place].matched_count == 1)
        for place, operation in enumerate(operations)
    ]


def _note_errors(outcomes: list[bool | Exception], errors: Sequence[Any], place: str) -> None:
    for error in errors:
        duplicate = error["code"] == DUPLICATE_KEY
        of_id = "_id" in error.get("keyPattern", {}) or "index: _id_" in error.get("errmsg", "")
        outcomes[error[place]] = Duplicate(of_id=of_id) if duplicate else Unconfirmed(error.get("errmsg", ""))
