"""Whole workers over real stores: two of them, one does the work, the other takes over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import CollectorRegistry

from handlers.contract import Job, JobCall
from handlers.listings import pushes
from handlers.ports import Work
from models import rooms
from server.app import Stores
from server.jobs.worker import WorkerParts, run_worker
from server.stores.mongo import listings as mongo_listings
from server.stores.mongo.census import MongoCensus
from server.stores.mongo.changes import MongoChanges
from server.stores.mongo.leases import MongoLeases
from server.stores.mongo.positions import MongoPositions
from tests.support.listings import a_listing
from tests.support.searching import asking
from tests.support.stores import Shelf
from tests.support.waiting import until


@asynccontextmanager
async def working(stores: Stores, jobs: Sequence[Job] = ()) -> AsyncIterator[CollectorRegistry]:
    """One worker, killed without a farewell at the end unless it has ended."""
    registry, database = CollectorRegistry(), stores.database
    parts = WorkerParts(
        feed=MongoChanges(database, [mongo_listings.COLLECTION]),
        positions=MongoPositions(database),
        leases=MongoLeases(database),
        announcer=stores.announcer,
        committer=stores.committer,
        listings=stores.listings,
        listings_collection=mongo_listings.COLLECTION,
        census=MongoCensus(database),
        index=stores.search,
        shop=stores.shop_for(Work()),
        jobs=jobs,
        reader=stores.reader,
        reactions=(),
        store_faults=(),
        tally=stores.figures,
        registry=registry,
        lease_seconds=1,
    )
    task = asyncio.create_task(run_worker(parts))
    try:
        yield registry
    finally:
        task.cancel()
        await asyncio.wait({task})


def leads(registry: CollectorRegistry) -> bool:
    return registry.get_sample_value("souk_worker_leads", {"duty": "relay"}) == 1


def begun(registry: CollectorRegistry) -> bool:
    """Whether the relay leads and has a position, so that nothing written from now on can escape it."""
    return registry.get_sample_value("souk_relay_resyncs_total", {"sink": "announcer"}) == 1


async def times_said(stores: Stores, listing_id: str) -> int:
    """How often the feed's journal in Redis tells of a listing."""
    entries: Any = await stores.redis.xrange(stores.keys.journal(rooms.FEED))
    return sum(listing_id.encode() in fields[b"m"] for _, fields in entries)


async def test_one_of_two_workers_leads_and_the_other_goes_on_where_it_ended(stores: Stores, shelf: Shelf) -> None:
    async with working(stores) as second:
        async with working(stores) as first:
            await until(lambda: begun(first) or begun(second))
            assert leads(first) != leads(second)
            await shelf.put(early := a_listing(title="Accordion"))

            async def is_found() -> bool:
                return (await stores.search.find(asking("Accordion"))).ids == (early.id,)

            await until(is_found)
        await shelf.put(late := a_listing(title="Harmonica"))
        await until(lambda: leads(second))

        async def is_found_too() -> bool:
            return (await stores.search.find(asking("Harmonica"))).ids == (late.id,)

        await until(is_found_too)

        async def both_are_said() -> bool:
            return await times_said(stores, early.id) == await times_said(stores, late.id) == 1

        await until(both_are_said)


async def test_what_the_writer_has_announced_is_not_announced_again(stores: Stores, shelf: Shelf) -> None:
    async with working(stores) as registry:
        await until(lambda: begun(registry))
        work, it = Work(), a_listing()
        work.insert(it, *pushes.published(it, pushes.feeds_of(it)))
        said, _ = await stores.committer.commit(work, None, b"")
        await stores.announcer.announce(said)
        await shelf.put(last := a_listing())

        async def last_is_said() -> bool:
            return await times_said(stores, last.id) == 1

        await until(last_is_said)
        assert await times_said(stores, it.id) == 1


async def test_lost_history_begins_a_new_epoch_so_that_clients_fetch_anew(stores: Stores, shelf: Shelf) -> None:
    async with working(stores) as registry:
        await until(lambda: begun(registry))
        await shelf.put(it := a_listing())

        async def is_said() -> bool:
            return await times_said(stores, it.id) == 1

        await until(is_said)
    before = await stores.redis.get(stores.keys.epoch)
    await stores.database["positions"].update_many({}, {"$set": {"position": "0 is no token"}})
    async with working(stores) as registry:
        await until(lambda: begun(registry))
        await shelf.put(a_listing())

        async def is_another() -> bool:
            return await stores.redis.get(stores.keys.epoch) not in (None, before)

        await until(is_another)


async def test_jobs_run_under_leases_of_their_own(stores: Stores) -> None:
    runs = 0

    async def count(_: JobCall) -> None:
        nonlocal runs
        runs += 1

    job = Job("market:count", 0.01, count)
    async with working(stores, [job]) as first, working(stores, [job]) as second:
        await until(lambda: runs >= 3)
        ran = [
            it.get_sample_value("souk_job_runs_total", {"job": job.name, "outcome": "done"}) for it in (first, second)
        ]
        assert sum(1 for count in ran if count) == 1
