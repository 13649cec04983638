"""The index follows the database: soon, through outages, and whatever happened to it (reliability G10, F26)."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import Code, Refusal
from models.ids import ListingId
from models.listing import Listing, ListingState
from server.app import Stores, open_stores
from server.jobs import indexing as module
from server.jobs.indexing import Indexing, Reconciler
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.relay import Relay
from server.local.servers import LocalServers
from server.seams import LeaseLost, StoreAway, Unindexable
from server.settings import Settings
from server.stores.mongo import listings as mongo_listings
from server.stores.mongo import schema
from server.stores.mongo.census import MongoCensus
from server.stores.mongo.changes import MongoChanges
from server.stores.mongo.positions import MongoPositions
from tests.support.listings import a_listing
from tests.support.searching import asking
from tests.support.stores import Shelf, drop_index
from tests.support.waiting import until

LEASE = Lease("relay", 1, float("inf"))


def indexing_of(stores: Stores, metrics: WorkerMetrics) -> Indexing:
    census = MongoCensus(stores.database)
    return Indexing(stores.search, stores.listings, census, metrics, collection=mongo_listings.COLLECTION)


@asynccontextmanager
async def relaying(stores: Stores, indexing: Indexing, metrics: WorkerMetrics) -> AsyncIterator[None]:
    feed = MongoChanges(stores.database, [mongo_listings.COLLECTION])
    reconciler = Reconciler(indexing, every_seconds=3600)
    sinks, beside = (indexing,), (reconciler.run,)
    relay = Relay(feed, MongoPositions(stores.database), sinks, stores.clock, metrics, beside=beside)
    task = asyncio.create_task(relay.lead(LEASE))
    try:
        await until(lambda: metrics.resyncs.labels("index")._value.get() == 1)
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.fixture
def indexing(stores: Stores, metrics: WorkerMetrics) -> Indexing:
    return indexing_of(stores, metrics)


async def found(stores: Stores, words: str = "") -> set[ListingId]:
    return set((await stores.search.find(asking(words, limit=100))).ids)


async def test_a_listing_is_found_soon_after_it_is_published_revised_and_withdrawn(
    stores: Stores, indexing: Indexing, metrics: WorkerMetrics, shelf: Shelf
) -> None:
    async with relaying(stores, indexing, metrics):
        it = a_listing(title="Accordion")
        await shelf.put(it)

        async def is_found() -> bool:
            return await found(stores, "Accordion") == {it.id}

        await until(is_found)
        harmonica = replace(it, draft=replace(it.draft, title="Harmonica"))
        revised = await shelf.change(harmonica)

        async def is_found_by_its_new_name() -> bool:
            return await found(stores, "Harmonica") == {it.id} and await found(stores, "Accordion") == set()

        await until(is_found_by_its_new_name)
        await shelf.change(replace(revised, state=ListingState.WITHDRAWN))

        async def is_gone() -> bool:
            return await found(stores) == set()

        await until(is_gone)


async def test_a_fresh_start_indexes_all_that_is_live(
    stores: Stores, indexing: Indexing, metrics: WorkerMetrics, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 3)
    live = [a_listing() for _ in range(10)]
    await shelf.put(*live, a_listing(state=ListingState.SOLD))
    await stores.search.write([stranger := a_listing()], ())
    async with relaying(stores, indexing, metrics):
        assert await found(stores) == {it.id for it in live}
    assert stranger.id not in await found(stores)


async def test_the_reconciler_mends_what_is_missing_stale_or_left_over(
    stores: Stores, indexing: Indexing, metrics: WorkerMetrics, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    right, stale, missing, left_over = a_listing(), a_listing(version=4), a_listing(), a_listing()
    sold = a_listing(state=ListingState.SOLD)
    await shelf.put(right, stale, missing, sold)
    await stores.search.write([right, replace(stale, version=3), left_over, replace(sold, state=ListingState.LIVE)], ())
    assert await indexing.reconcile(LEASE) == 4
    assert await found(stores) == {right.id, stale.id, missing.id}
    assert await stores.search.versions([stale.id]) == {stale.id: 4}
    assert await indexing.reconcile(LEASE) == 0
    assert metrics.mended._value.get() == 4


async def test_a_deleted_index_comes_back_with_its_settings(stores: Stores, indexing: Indexing, shelf: Shelf) -> None:
    its = [a_listing(price=price) for price in (1_000, 2_000)]
    await shelf.put(*its)
    await drop_index(stores)

    async def is_away() -> bool:
        """Deleting is a task that Meilisearch does when its turn comes."""
        try:
            await stores.search.find(asking())
        except Refusal as away:
            return away.code is Code.UNAVAILABLE
        return False

    await until(is_away)
    assert await indexing.reconcile(LEASE) == 2
    assert (await stores.search.find(asking(price_min=1_500))).ids == (its[1].id,)


async def test_a_leader_whose_lease_is_over_writes_nothing(stores: Stores, indexing: Indexing, shelf: Shelf) -> None:
    await shelf.put(a_listing())
    over = Lease("relay", 1, time.monotonic() - 1)
    with pytest.raises(LeaseLost):
        await indexing.reconcile(over)
    with pytest.raises(LeaseLost):
        await indexing.resync(over, lost=False)
    assert await found(stores) == set()


async def test_a_refused_document_is_left_out_and_reported_and_the_others_are_indexed(
    stores: Stores, metrics: WorkerMetrics, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = [a_listing() for _ in range(7)]
    bad = its[3]
    write = stores.search.write

    async def choosy(listings: Sequence[Listing], gone: Sequence[ListingId]) -> None:
        if bad.id in {it.id for it in listings}:
            raise Unindexable("too strange")
        await write(listings, gone)

    monkeypatch.setattr(stores.search, "write", choosy)
    await shelf.put(*its)
    assert await indexing_of(stores, metrics).reconcile(LEASE) >= 7
    assert await found(stores) == {it.id for it in its} - {bad.id}
    assert metrics.refused._value.get() == 1


@pytest.fixture
async def frail(settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[LocalServers, Stores]]:
    """Stores with a Meilisearch of the test's own, that it may kill."""
    async with LocalServers(tmp_path, given={}, only=("meilisearch",), report=lambda _: None) as servers:
        own = {
            "search_url": servers.environment["SOUK_SEARCH_URL"],
            "search_key": servers.environment["SOUK_SEARCH_KEY"],
        }
        async with open_stores(Settings.model_validate({**settings.model_dump(), **own})) as stores:
            await schema.migrate(stores.database)
            yield servers, stores


async def test_while_meilisearch_is_down_searching_is_refused_and_afterwards_nothing_is_missing(
    frail: tuple[LocalServers, Stores], metrics: WorkerMetrics
) -> None:
    servers, stores = frail
    shelf, indexing = Shelf(stores.committer), indexing_of(stores, metrics)
    before, during = a_listing(title="Accordion"), [a_listing(title=f"Harmonica {number}") for number in range(5)]
    async with relaying(stores, indexing, metrics):
        await shelf.put(before)

        async def is_found() -> bool:
            return await found(stores, "Accordion") == {before.id}

        await until(is_found)
        servers.kill("meilisearch")
        for it in during:
            await shelf.put(it)
        await shelf.change(replace(before, state=ListingState.SOLD))
        with pytest.raises(Refusal) as caught:
            await found(stores)
        assert caught.value.code is Code.UNAVAILABLE
        await until(lambda: metrics.retries.labels("index")._value.get() > 0)
        await servers.start("meilisearch")

        async def has_caught_up() -> bool:
            try:
                return await found(stores) == {it.id for it in during}
            except Refusal:
                return False

        await until(has_caught_up)


async def test_a_meilisearch_that_comes_back_empty_is_filled_again(
    frail: tuple[LocalServers, Stores], metrics: WorkerMetrics, tmp_path: Path
) -> None:
    servers, stores = frail
    shelf, indexing = Shelf(stores.committer), indexing_of(stores, metrics)
    its = [a_listing() for _ in range(3)]
    async with relaying(stores, indexing, metrics):
        await shelf.put(*its[:2])
        servers.kill("meilisearch")
        await shelf.put(its[2])
        await until(indexing.doubted.is_set)
        shutil.rmtree(tmp_path / "meilisearch")
        await servers.start("meilisearch")

        async def is_whole() -> bool:
            try:
                return await found(stores) == {it.id for it in its}
            except Refusal:
                return False

        await until(is_whole)


async def test_a_task_that_fails_is_told(frail: tuple[LocalServers, Stores]) -> None:
    servers, stores = frail
    await stores.search.prepare()
    servers.kill("meilisearch")
    with pytest.raises(StoreAway):
        await stores.search.write([a_listing()], ())
