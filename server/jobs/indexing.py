"""The sink that keeps the search index equal to the live listings, and the reconciler that checks it.

Meilisearch has no conditional write, so all writes go through one `Indexing`, one after the other, each with documents
read just before: what is written last is what was newest.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import TypeVar

import structlog

from handlers.ports import ListingQuery, Listings
from models.ids import ListingId
from models.listing import Listing, ListingState
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.seams import Census, Change, Index, StoreAway, Unindexable
from server.tasks import heed_cancellation

log = structlog.get_logger(__name__)

T = TypeVar("T")

AT_ONCE = 2_000
"""A task of Meilisearch costs as much as some 400 of its documents (measured: 188 us of CPU a document in tasks of 500,
125 in tasks of 2,000), so few large ones are cheapest."""
GATHER_SECONDS = 0.2
"""How long changes wait for others to share a task with."""
RECONCILE_SECONDS = 180.0
_RETRY_SECONDS = 5.0


class Indexing:
    """`doubted` is set when the index may have lost something that was written."""

    name = "index"
    grace_seconds = GATHER_SECONDS

    def __init__(
        self, index: Index, listings: Listings, census: Census, metrics: WorkerMetrics, *, collection: str
    ) -> None:
        self._index = index
        self._listings = listings
        self._census = census
        self._metrics = metrics
        self._collection = collection
        self._writing = asyncio.Lock()
        self._prepared = False
        self.doubted = asyncio.Event()

    async def take(self, changes: Sequence[Change], lease: Lease) -> None:
        """Several changes of one listing are one write: of what it is now."""
        ids = list(dict.fromkeys(ListingId(it.id) for it in changes if it.collection == self._collection))
        for some in _chunks(ids):
            async with self._writing:
                await self._refresh(some, lease)

    async def resync(self, lease: Lease, *, lost: bool) -> None:  # noqa: ARG002 (all there is, in either case)
        """A new index from all that is live; the old one is searched until it is ready."""
        async with self._writing:
            lease.refuse_if_over()
            await self._index.rebuild(self._live())
            self._prepared = True

    async def _live(self) -> AsyncIterator[Sequence[Listing]]:
        cursor: str | None = None
        while True:
            page = await self._listings.page(ListingQuery(), AT_ONCE, cursor)
            if page.items:
                yield page.items
            if (cursor := page.next_cursor) is None:
                return

    async def reconcile(self, lease: Lease) -> int:
        """Compare every live listing with the index and every id of the index with MongoDB; gives what was mended."""
        self._prepared = False
        mended, last = 0, ""
        while live := await self._census.live_after(last, AT_ONCE):
            mended += await self._mend(list(live), lease)
            last = list(live)[-1]
        skip = 0
        while ids := await self._index.page(skip, AT_ONCE):
            mended += await self._mend(ids, lease)
            skip += AT_ONCE
        if mended:
            log.warning("the search index was mended", documents=mended)
            self._metrics.mended.inc(mended)
        return mended

    async def _mend(self, ids: Sequence[ListingId], lease: Lease) -> int:
        async with self._writing:
            await self._prepare()
            live, held = await self._census.live_among(ids), await self._index.versions(ids)
            wrong = [listing_id for listing_id in ids if live.get(listing_id) != held.get(listing_id)]
            if wrong:
                await self._refresh(wrong, lease)
        return len(wrong)

    async def _refresh(self, ids: Sequence[ListingId], lease: Lease) -> None:
        try:
            await self._prepare()
            found = await self._listings.find_many(ids)
            live = [it for it in found.values() if it.state is ListingState.LIVE]
            shown = {it.id for it in live}
            lease.refuse_if_over()
            await self._write(live, [listing_id for listing_id in ids if listing_id not in shown])
        except StoreAway:
            self._prepared = False  # it may come back empty
            self.doubted.set()
            raise

    async def _prepare(self) -> None:
        """Writing to an index that is not there would make one without settings."""
        if not self._prepared:
            await self._index.prepare()
            self._prepared = True

    async def _write(self, live: Sequence[Listing], gone: Sequence[ListingId]) -> None:
        """A document that the index refuses is looked for by halving, reported, and left out."""
        try:
            await self._index.write(live, gone)
        except Unindexable as refusal:
            if len(live) > 1:
                half = len(live) // 2
                await self._write(live[:half], gone)
                await self._write(live[half:], ())
                return
            log.warning("the index refused a listing", ids=[it.id for it in live], gone=gone, problem=str(refusal))
            self._metrics.refused.inc()
            if live and gone:
                await self._write((), gone)


class Reconciler:
    """Runs beside the relay, under its lease: nobody else may write the index."""

    def __init__(self, indexing: Indexing, *, every_seconds: float = RECONCILE_SECONDS) -> None:
        self._indexing = indexing
        self._every = every_seconds

    async def run(self, lease: Lease) -> None:
        """At once, then every so often but a tenth of the time at most, and when the index is back from an absence."""
        while True:
            heed_cancellation()
            self._indexing.doubted.clear()
            began = time.monotonic()
            try:
                await self._indexing.reconcile(lease)
            except StoreAway:
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(max(self._every, 10 * (time.monotonic() - began))):
                    await self._indexing.doubted.wait()


def _chunks(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
