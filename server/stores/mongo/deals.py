"""Deals: orders and what becomes of the units they are about; those of concurrent requests share a transaction.

First come the claims, conditional updates that cannot raise and of which each tells its result: a buyer's open holds,
the version that a changed order expects. Then the moves are made with the listings as the transaction sees them, and
the winners' effects are written, each listing once however many have moved its units. Two batches are under way at
most, and never two that touch the same listing, buyer or order.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import AsyncMongoClient, InsertOne, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import ClientBulkWriteException, PyMongoError, ServerSelectionTimeoutError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from handlers.work import Deal, Write
from models.errors import Code, Refusal
from models.ids import AccountId, ListingId
from models.listing import Listing
from models.order import OPEN_HOLDS
from models.stock import Move, moved
from server.seams import Announcement, StoreAway, Unconfirmed, VersionConflict, announcements, pack
from server.stores.mongo import accounts, listings
from server.stores.mongo.batch import DUPLICATE_KEY, Duplicate, Operation
from server.tasks import Tasks

Document = dict[str, Any]
Model = InsertOne[Document] | UpdateOne

BATCH = 100
IN_FLIGHT = 2
TRIES = 10
"""Of one batch while others write the same; about a second."""
MAX_COMMIT_MS = 3_000
_WRITE_CONFLICT = 112
"""Somebody else is writing the same document at this moment."""


@dataclass(slots=True)
class Bundle:
    """One unit of work: its writes as operations beside them, and who waits for its outcome."""

    writes: Sequence[Write]
    operations: Sequence[Operation]
    said: list[Announcement]
    done: "asyncio.Future[list[Announcement]]"
    own: frozenset[str]
    """Ids of its documents: no two of a batch may have one in common."""
    keys: frozenset[str]
    """These, and what it shares with others of its batch but with none of another batch: listings and buyers."""

    @property
    def deals(self) -> Iterable[Deal]:
        return (write for write in self.writes if isinstance(write, Deal))

    def refuse(self, reason: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(reason)

    def settle(self, told: Sequence[Announcement]) -> None:
        if not self.done.done():
            self.done.set_result([*self.said, *told])

    @property
    def leaves_marks(self) -> bool:
        """Whether its claims are more than a buyer's hold, which is simply given back."""
        return len(self.writes) > 1 or any(operation.expected is not None for operation in self.operations)


class Again(Exception):
    """Somebody was put out of the batch: nothing of it is written, and the others try anew."""


@dataclass(slots=True)
class Ledger:
    """What one try of a batch has found out and will write."""

    winners: list[Bundle] = field(default_factory=list)
    losers: list[tuple[Bundle, Exception]] = field(default_factory=list)
    """Told once the batch is written: until then others may still make room."""
    holds: dict[AccountId, int] = field(default_factory=dict)
    """By how much the open holds of buyers change, besides what they claimed."""
    listings: dict[ListingId, tuple[Listing, Listing]] = field(default_factory=dict)
    """Before and after."""
    tellers: dict[ListingId, tuple[Bundle, Deal]] = field(default_factory=dict)
    """Whose bundle tells of a listing's change."""
    told: dict[int, list[Announcement]] = field(default_factory=dict)
    """What a bundle tells of listings, by the identity of the bundle."""

    def release(self, buyer: AccountId) -> None:
        self.holds[buyer] = self.holds.get(buyer, 0) - 1


class Deals:
    """Collects bundles and writes them in batches."""

    def __init__(
        self, client: "AsyncMongoClient[Document]", database: str, url: Callable[[str], str], tasks: Tasks
    ) -> None:
        self._client, self._database, self._url, self._tasks = client, database, url, tasks
        self._waiting: deque[Bundle] = deque()
        self._busy: list[frozenset[str]] = []
        self._woken = False
        self.written = self.trips = self.conflicts = 0

    def add(
        self, writes: Sequence[Write], operations: Sequence[Operation], said: list[Announcement]
    ) -> "asyncio.Future[list[Announcement]]":
        """What is to be announced; raises Refusal, Duplicate, VersionConflict, StoreAway or Unconfirmed."""
        done: asyncio.Future[list[Announcement]] = self._tasks.loop.create_future()
        own = frozenset(str(it.document.get("_id", (it.expected or {}).get("_id"))) for it in operations)
        self._waiting.append(Bundle(writes, operations, said, done, own, own | _shared(writes)))
        self._wake()
        return done

    def _wake(self) -> None:
        if not self._woken and len(self._busy) < IN_FLIGHT:
            self._woken = True
            self._tasks.loop.call_soon(self._depart)

    def _depart(self) -> None:
        self._woken = False
        while len(self._busy) < IN_FLIGHT and (batch := self._next()):
            keys = frozenset().union(*(bundle.keys for bundle in batch))
            self._busy.append(keys)
            self._tasks.spawn(self._trip(batch, keys), "deals")

    def _next(self) -> list[Bundle]:
        """Those who wait longest and touch nothing that is being written now; the others keep their places."""
        taken: set[str] = set().union(*self._busy)
        batch: list[Bundle] = []
        passed: list[Bundle] = []
        own: set[str] = set()
        while self._waiting and len(batch) < BATCH:
            bundle = self._waiting.popleft()
            if taken.isdisjoint(bundle.keys) and own.isdisjoint(bundle.own):
                batch.append(bundle)
                own |= bundle.own
            else:
                passed.append(bundle)
        self._waiting.extendleft(reversed(passed))
        return batch

    async def _trip(self, batch: list[Bundle], keys: frozenset[str]) -> None:
        try:
            await self._settle(batch)
        finally:
            for bundle in batch:
                bundle.refuse(Unconfirmed("interrupted"))
            self._busy.remove(keys)
            if self._waiting:
                self._wake()

    async def _settle(self, batch: Sequence[Bundle]) -> None:
        """Until each has its outcome; a batch that keeps failing is halved."""
        tries = 0
        while batch := [bundle for bundle in batch if not bundle.done.done()]:
            self.trips += 1
            try:
                await self._transact(batch)
            except Again:
                continue
            except (PyMongoError, OSError) as fault:
                if not _transient(fault):
                    self._fail(batch, fault)
                    return
                tries += 1
                self.conflicts += 1
                if tries == TRIES:
                    self._fail(batch, StoreAway("Another process keeps these documents."))
                    return
                if tries > 2 and len(batch) > 1:
                    half = len(batch) // 2
                    await self._settle(batch[:half])
                    await self._settle(batch[half:])
                    return
                await asyncio.sleep(random.uniform(0, 0.002 * 2**tries))

    def _fail(self, batch: Sequence[Bundle], fault: Exception) -> None:
        outcome = fault if isinstance(fault, StoreAway) else Unconfirmed(str(fault))
        if isinstance(fault, ServerSelectionTimeoutError):
            outcome = StoreAway(str(fault))
        for bundle in batch:
            bundle.refuse(outcome)

    async def _transact(self, batch: Sequence[Bundle]) -> None:
        """One try: everything of the winners is written, or nothing."""
        async with self._client.start_session() as session:
            transaction = await session.start_transaction(
                ReadConcern("snapshot"), WriteConcern("majority"), max_commit_time_ms=MAX_COMMIT_MS
            )
            async with transaction:
                ledger = Ledger()
                await self._claim(session, batch, ledger)
                await self._move(session, ledger)
                await self._write(session, ledger)
        self.written += len(ledger.winners)
        for bundle in ledger.winners:
            bundle.settle(ledger.told.get(id(bundle), ()))
        for bundle, reason in ledger.losers:
            bundle.refuse(reason)

    async def _claim(self, session: AsyncClientSession, batch: Sequence[Bundle], ledger: Ledger) -> None:
        """What each expects to find: losers drop out, taking the whole batch back if they have left a mark."""
        claims = [(bundle, model, refusal) for bundle in batch for model, refusal in self._claims(bundle)]
        try:
            won = await self._matched(session, [model for _, model, _ in claims])
        except ClientBulkWriteException as fault:
            errors: Sequence[Any] = fault.write_errors or ()
            for error in errors:
                if error["code"] == DUPLICATE_KEY:  # somebody else has what this one wants back
                    self._put_out(claims[error["idx"]][0], Refusal(Code.STOCK_INSUFFICIENT))
            raise
        lost: dict[int, Exception] = {}
        for (bundle, _, reason), matched in zip(claims, won, strict=True):
            if not matched:
                lost.setdefault(id(bundle), reason)
        marked = {id(bundle) for (bundle, _, _), matched in zip(claims, won, strict=True) if matched}
        for bundle in batch:
            if id(bundle) not in lost:
                ledger.winners.append(bundle)
            elif id(bundle) in marked:
                self._put_out(bundle, lost[id(bundle)])
            else:
                ledger.losers.append((bundle, lost[id(bundle)]))

    def _put_out(self, bundle: Bundle, reason: Exception) -> None:
        """It has left marks in the transaction, which is taken back for it."""
        bundle.refuse(reason)
        raise Again

    def _claims(self, bundle: Bundle) -> Iterable[tuple[UpdateOne, Exception]]:
        for write, operation in zip(bundle.writes, bundle.operations, strict=False):
            if operation.expected is not None:
                yield self._update(operation.collection, operation.expected, operation.document), VersionConflict()
            elif isinstance(write, Deal) and write.entity.hold.counted:
                free = {"_id": write.entity.buyer.id, "holds": {"$not": {"$gte": OPEN_HOLDS}}}
                yield self._update(accounts.COLLECTION, free, {"$inc": {"holds": 1}}), Refusal(Code.HOLDS_EXCEEDED)

    async def _matched(self, session: AsyncClientSession, models: Sequence[UpdateOne]) -> Sequence[bool]:
        if not models:
            return ()
        result = await self._client.bulk_write(models, session=session, ordered=True, verbose_results=True)
        return [result.update_results[place].matched_count == 1 for place in range(len(models))]

    async def _move(self, session: AsyncClientSession, ledger: Ledger) -> None:
        """Make the moves, in the order of asking, with the listings as this transaction sees them."""
        wanted = {
            deal.entity.item.id for bundle in ledger.winners for deal in bundle.deals if deal.move is not Move.NONE
        }
        found = await self._read(session, sorted(wanted)) if wanted else {}
        ledger.listings = {listing_id: (listing, listing) for listing_id, listing in found.items()}
        winners, ledger.winners = ledger.winners, []
        for bundle in winners:
            try:
                for deal in bundle.deals:
                    self._move_one(bundle, deal, ledger)
            except (Refusal, VersionConflict) as no:
                if bundle.leaves_marks:
                    self._put_out(bundle, no)
                ledger.losers.append((bundle, no.with_traceback(None)))  # its frames would hold on to it
                for deal in bundle.deals:
                    if deal.entity.hold.counted:
                        ledger.release(deal.entity.buyer.id)
            else:
                ledger.winners.append(bundle)

    def _move_one(self, bundle: Bundle, deal: Deal, ledger: Ledger) -> None:
        order, move = deal.entity, deal.move
        if move in {Move.SELL, Move.RELEASE} and order.hold.counted:
            ledger.release(order.buyer.id)
        if move is Move.NONE:
            return
        if order.item.id not in ledger.listings:
            if move in {Move.HOLD, Move.RETAKE}:
                raise Refusal(Code.LISTING_NOT_FOUND)
            return
        before, listing = ledger.listings[order.item.id]
        if move is Move.HOLD and order.item.revision != listing.revision:
            raise VersionConflict
        ledger.listings[order.item.id] = before, moved(listing, move, order.quantity, order.hold.until)
        ledger.tellers.setdefault(order.item.id, (bundle, deal))

    async def _read(self, session: AsyncClientSession, listing_ids: Sequence[ListingId]) -> dict[ListingId, Listing]:
        collection = self._client[self._database][listings.COLLECTION]
        docs = await collection.find({"_id": {"$in": list(listing_ids)}}, session=session).to_list()
        return {ListingId(doc["_id"]): listings.from_doc(doc, self._url) for doc in docs}

    async def _write(self, session: AsyncClientSession, ledger: Ledger) -> None:
        """The effects of the winners; a key that exists puts its bundle out."""
        models: list[Model] = [*self._stock(ledger), *self._released(ledger)]
        owners: list[Bundle | None] = [None] * len(models)
        for bundle in ledger.winners:
            inserts = [it for it in bundle.operations if it.expected is None]
            models += [InsertOne(it.document, namespace=self._name(it.collection)) for it in inserts]
            owners += [bundle] * len(inserts)
        if not models:
            return
        try:
            await self._client.bulk_write(models, session=session, ordered=True)
        except ClientBulkWriteException as fault:
            errors: Sequence[Any] = fault.write_errors or ()
            for error in errors:
                if error["code"] == DUPLICATE_KEY and (owner := owners[error["idx"]]):
                    owner.refuse(Duplicate(of_id="_id_" in error.get("errmsg", "")))
                    raise Again from fault
            raise

    def _stock(self, ledger: Ledger) -> Iterable[UpdateOne]:
        for listing_id, (before, after) in ledger.listings.items():
            if after is before:
                continue
            bundle, deal = ledger.tellers[listing_id]
            said = announcements(listing_id, after.version, deal.tells(before, after))
            ledger.told.setdefault(id(bundle), []).extend(said)
            changed = {
                "version": after.version,
                "available": after.available,
                "sold": after.sold,
                "state": after.state.value,
                "reserved_until": after.reserved_until,
                "said": pack(said),
            }
            yield self._update(listings.COLLECTION, {"_id": listing_id, "version": before.version}, {"$set": changed})

    def _released(self, ledger: Ledger) -> Iterable[UpdateOne]:
        for buyer, change in ledger.holds.items():
            yield self._update(accounts.COLLECTION, {"_id": buyer}, {"$inc": {"holds": change}})

    def _update(self, collection: str, expected: Document, change: Document) -> UpdateOne:
        return UpdateOne(expected, change, namespace=self._name(collection))

    def _name(self, collection: str) -> str:
        return f"{self._database}.{collection}"


def _shared(writes: Sequence[Write]) -> frozenset[str]:
    """Listings and buyers whose counters change."""
    deals = [it.entity for it in writes if isinstance(it, Deal) and it.move is not Move.NONE]
    return frozenset(key for order in deals for key in (order.item.id, order.buyer.id))


def _transient(fault: Exception) -> bool:
    """Whether nothing was written and trying again may help; of bulk writes the driver does not always say so."""
    cause: Any = getattr(fault, "error", None)
    errors: Sequence[Any] = getattr(fault, "write_errors", None) or ()
    if _WRITE_CONFLICT in (getattr(cause, "code", 0), *(error["code"] for error in errors)):
        return True
    return any(
        isinstance(it, PyMongoError) and it.has_error_label("TransientTransactionError") for it in (fault, cause)
    )
