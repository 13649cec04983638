"""The one writer: what a request staged becomes documents, all or nothing, and concurrent requests share a trip.

A single document needs no transaction. Its insert's id derives from account, event and request id, so a duplicate key
*is* the repeat, and the document keeps the first answer; its update names the version that it expects.
"""

from collections.abc import Sequence
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError, PyMongoError, ServerSelectionTimeoutError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from handlers.ports import Insert, Save, Work, Write
from models.errors import Code, Refusal
from server.seams import Announcement, Once, Recalled, StoreAway, Unconfirmed, VersionConflict, announcements, pack
from server.stores.mongo.batch import Batches, Duplicate, Operation
from server.stores.mongo.kinds import KINDS

Document = dict[str, Any]

MAX_COMMIT_MS = 3_000


class MongoCommitter:
    """Writes staged work. Raises what `seams.Committer` names."""

    def __init__(self, client: "AsyncMongoClient[Document]", database: str, batches: Batches) -> None:
        self._client, self._database, self._batches = client, client[database], batches

    async def commit(
        self, work: Work, once: Once | None, reply: bytes
    ) -> tuple[Sequence[Announcement], Recalled | None]:
        said = [_said(write) for write in work.writes]
        operations = [_operation(write, told, once, reply) for write, told in zip(work.writes, said, strict=True)]
        if len(operations) == 1:
            recalled = await self._commit_one(work.writes[0], operations[0], once)
            if recalled:
                return (), recalled
        elif operations:
            try:
                await self._commit_together(work.writes, operations)
            except Refusal:
                if once and (recalled := await self.recall(once)):
                    return (), recalled
                raise
        return [one for told in said for one in told], None

    async def recall(self, once: Once) -> Recalled | None:
        """The answer kept in the document that the first try inserted."""
        for kind in KINDS.values():
            doc = await self._database[kind.collection].find_one({"_id": once.key}, {"once": 1})
            if doc and "once" in doc:
                return Recalled(doc["once"]["body_hash"], doc["once"]["reply"])
        return None

    async def _commit_one(self, write: Write, operation: Operation, once: Once | None) -> Recalled | None:
        try:
            matched = await self._batches.add(operation)
        except Duplicate as duplicate:
            if duplicate.of_id and once and (recalled := await self.recall(once)):
                return recalled
            raise _taken(write) from duplicate
        if not matched:
            raise VersionConflict
        return None

    async def _commit_together(self, writes: Sequence[Write], operations: Sequence[Operation]) -> None:
        async def run(session: AsyncClientSession) -> None:
            for write, operation in zip(writes, operations, strict=True):
                await self._write(session, write, operation)

        try:
            async with self._client.start_session() as session:
                await session.with_transaction(
                    run,
                    read_concern=ReadConcern("snapshot"),
                    write_concern=WriteConcern("majority"),
                    max_commit_time_ms=MAX_COMMIT_MS,
                )
        except ServerSelectionTimeoutError as away:
            raise StoreAway("MongoDB is away.") from away
        except PyMongoError as fault:
            raise Unconfirmed from fault

    async def _write(self, session: AsyncClientSession, write: Write, operation: Operation) -> None:
        collection = self._database[operation.collection]
        if operation.expected is None:
            try:
                await collection.insert_one(operation.document, session=session)
            except DuplicateKeyError as duplicate:
                raise _taken(write) from duplicate
            return
        result = await collection.update_one(operation.expected, operation.document, session=session)
        if not result.matched_count:
            raise VersionConflict


def _operation(write: Write, said: Sequence[Announcement], once: Once | None, reply: bytes) -> Operation:
    kind = KINDS[type(write.entity)]
    document = kind.to_doc(write.entity)
    document["said"] = pack(said)
    if isinstance(write, Insert):
        if once and once.key == write.entity.id:
            document["once"] = {"body_hash": once.body_hash, "reply": reply}
        return Operation(kind.collection, None, document)
    expected = {"_id": document.pop("_id"), "version": write.entity.version - 1}
    update: Document = {"$set": document}
    if write.rights:
        update["$currentDate"] = {"rights_changed_at": True}
    return Operation(kind.collection, expected, update)


def _said(write: Write) -> list[Announcement]:
    return announcements(write.entity.id, write.entity.version, write.says)


def _taken(write: Write) -> Refusal:
    if isinstance(write, Save) or write.taken is None:
        return Refusal(Code.INTERNAL)
    return Refusal(write.taken)
