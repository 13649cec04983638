"""The one writer: what a request staged becomes documents, all or nothing, and concurrent requests share a trip.

A single document needs no transaction. Its insert's id derives from account, event and request id, so a duplicate key
*is* the repeat, and the document keeps the first answer; its update names the version that it expects. A request that
must have one effect and makes no such document leaves its answer in `requests`, in the same transaction.
"""

from collections.abc import Sequence
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import ClientBulkWriteException, OperationFailure, PyMongoError, ServerSelectionTimeoutError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from handlers.work import Deal, Insert, Save, Work, Write
from models.errors import Code, Refusal
from server.seams import Announcement, Once, Recalled, StoreAway, Unconfirmed, VersionConflict, announcements, pack
from server.stores.mongo import requests
from server.stores.mongo.batch import DUPLICATE_KEY, Batches, Duplicate, Operation, matches
from server.stores.mongo.deals import Deals
from server.stores.mongo.kinds import KINDS
from server.stores.mongo.recalls import Recalls

Document = dict[str, Any]

MAX_COMMIT_MS = 3_000
_WRITE_CONFLICT = 112
"""Somebody else is writing the same document at this moment."""


class MongoCommitter:
    """Writes staged work. Raises what `seams.Committer` names."""

    def __init__(self, client: "AsyncMongoClient[Document]", database: str, batches: Batches, deals: Deals) -> None:
        self._client, self._batches, self._deals = client, batches, deals
        self._recalls = Recalls(client[database])

    async def commit(
        self, work: Work, once: Once | None, reply: bytes
    ) -> tuple[Sequence[Announcement], Recalled | None]:
        said = [_said(write) for write in work.writes]
        operations = [_operation(write, told, once, reply) for write, told in zip(work.writes, said, strict=True)]
        if once and operations and not any("once" in operation.document for operation in operations):
            operations.append(Operation(requests.COLLECTION, None, requests.to_doc(once, reply)))
        told = [one for each in said for one in each]
        if len(operations) == 1 and not isinstance(work.writes[0], Deal):
            recalled = await self._commit_one(work.writes[0], operations[0], once)
            if recalled:
                return (), recalled
        elif operations:
            try:
                told = await self._commit_several(work.writes, operations, told)
            except (Refusal, VersionConflict):
                if once and (recalled := await self.recall(once)):
                    return (), recalled
                raise
        return told, None

    async def recall(self, once: Once) -> Recalled | None:
        """The answer kept in what the first try inserted."""
        return await self._recalls.find(once.key)

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

    async def _commit_several(
        self, writes: Sequence[Write], operations: Sequence[Operation], told: list[Announcement]
    ) -> list[Announcement]:
        """Deals find company; what is rarer has a transaction of its own. Gives what is to be announced."""
        if not any(isinstance(write, Deal) for write in writes):
            await self._commit_together(writes, operations)
            return told
        try:
            return await self._deals.add(writes, operations, told)
        except Duplicate as duplicate:
            raise VersionConflict if duplicate.of_id else Refusal(Code.STOCK_INSUFFICIENT) from duplicate

    async def _commit_together(self, writes: Sequence[Write], operations: Sequence[Operation]) -> None:
        async def run(session: AsyncClientSession) -> None:
            await self._write(session, writes, operations)

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

    async def _write(
        self, session: AsyncClientSession, writes: Sequence[Write], operations: Sequence[Operation]
    ) -> None:
        """In one trip; what expected something else than it found fails all of it."""
        models = [self._batches.model(operation) for operation in operations]
        try:
            result = await self._client.bulk_write(models, session=session, ordered=True, verbose_results=True)
        except ClientBulkWriteException as partly:
            errors: Sequence[Any] = partly.write_errors or ()
            for error in errors:
                if error["code"] == DUPLICATE_KEY:
                    place = error["idx"]
                    raise (_taken(writes[place]) if place < len(writes) else VersionConflict()) from partly
            if _WRITE_CONFLICT in (getattr(partly.error, "code", 0), *(error["code"] for error in errors)):
                raise _busy() from partly
            raise
        if not all(matches(operations, result.update_results)):
            raise VersionConflict


def _operation(write: Write, said: Sequence[Announcement], once: Once | None, reply: bytes) -> Operation:
    kind = KINDS[type(write.entity)]
    document = kind.to_doc(write.entity)
    document["said"] = pack(said)
    if isinstance(write, Insert) or (isinstance(write, Deal) and write.entity.version == 1):
        if isinstance(write, Insert) and write.answer:
            document["once"] = {"body_hash": write.answer.body_hash, "reply": write.answer.reply}
        elif once and once.key == write.entity.id:
            document["once"] = {"body_hash": once.body_hash, "reply": reply}
        return Operation(kind.collection, None, document)
    if kind.append_only:
        raise TypeError(f"{kind.collection} is only added to")
    expected = {"_id": document.pop("_id"), "version": write.entity.version - 1, **_deadline(write)}
    update: Document = {"$set": document}
    if isinstance(write, Save) and write.rights:
        update["$currentDate"] = {"rights_changed_at": True}
    return Operation(kind.collection, expected, update)


def _deadline(write: Save | Deal) -> Document:
    """By the database's clock, when it writes."""
    if isinstance(write, Deal):
        return {"timer.at": {"$ne": None}, "$expr": {"$lte": ["$timer.at", "$$NOW"]}} if write.due else {}
    bounds = (("$lt", write.before), ("$gte", write.not_before))
    if conditions := [{operator: ["$$NOW", moment]} for operator, moment in bounds if moment]:
        return {"$expr": {"$and": conditions}}
    return {}


def _said(write: Write) -> list[Announcement]:
    return announcements(write.entity.id, write.entity.version, write.says)


def _busy() -> OperationFailure:
    """As the driver wants it to begin the transaction anew; of bulk writes it does not say so by itself."""
    return OperationFailure("write conflict", _WRITE_CONFLICT, {"errorLabels": ["TransientTransactionError"]})


def _taken(write: Write) -> Refusal | VersionConflict:
    """What meets a unique key that is in use: without a word for it, another run may find one that is not."""
    if not isinstance(write, Insert):
        return Refusal(Code.INTERNAL)
    return Refusal(write.taken) if write.taken else VersionConflict()
