"""The worker as a whole: which duties there are, and that they run side by side until it is told to stop."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from handlers.contract import Job, Reaction
from handlers.ports import Listings, Shop
from server.jobs.announcing import Announcing
from server.jobs.indexing import RECONCILE_SECONDS, Indexing, Reconciler
from server.jobs.leadership import LEASE_SECONDS, Leadership
from server.jobs.metrics import RELAY, WorkerMetrics
from server.jobs.reacting import Reacting
from server.jobs.relay import Relay
from server.jobs.runner import Runner
from server.jobs.verifying import Verifying
from server.metrics import WORKERS, Tally
from server.seams import (
    Announcer,
    Census,
    ChangeFeed,
    Committer,
    Index,
    Leases,
    Positions,
    Reader,
    StoreAway,
)
from server.tasks import heed_cancellation

SIGN_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerParts:
    """What a worker is made of; `listings_collection` is the name under which the feed reports listings."""

    feed: ChangeFeed
    positions: Positions
    leases: Leases
    announcer: Announcer
    committer: Committer
    listings: Listings
    listings_collection: str
    census: Census
    index: Index
    shop: Shop
    jobs: Sequence[Job]
    reader: Reader
    reactions: Sequence[Reaction]
    store_faults: tuple[type[Exception], ...]
    tally: Tally
    registry: CollectorRegistry
    lease_seconds: float = LEASE_SECONDS
    reconcile_seconds: float = RECONCILE_SECONDS


async def run_worker(parts: WorkerParts) -> None:
    """Until cancelled. Any number of workers may run: each duty is done by the one that holds its lease."""
    metrics = WorkerMetrics(parts.registry)
    leadership = Leadership(parts.leases, metrics, seconds=parts.lease_seconds)
    indexing = Indexing(parts.index, parts.listings, parts.census, metrics, collection=parts.listings_collection)
    reacting = [
        Reacting(
            reaction,
            parts.reader,
            parts.shop,
            parts.committer,
            parts.announcer,
            metrics,
            store_faults=parts.store_faults,
        )
        for reaction in parts.reactions
    ]
    relay = Relay(
        parts.feed,
        parts.positions,
        (Announcing(parts.announcer, parts.shop.clock), indexing, *reacting),
        parts.shop.clock,
        metrics,
        beside=(Reconciler(indexing, every_seconds=parts.reconcile_seconds).run,),
    )
    runner = Runner(parts.shop, parts.committer, parts.announcer, metrics)
    async with asyncio.TaskGroup() as duties:
        duties.create_task(leadership.keep("uploads", Verifying(runner, parts.shop.pictures).run))
        duties.create_task(leadership.keep(RELAY, relay.lead))
        duties.create_task(_give_signs(parts.tally, metrics))
        for job in parts.jobs:
            duties.create_task(leadership.keep(f"job:{job.name}", runner.duty(job)))


async def _give_signs(tally: Tally, metrics: WorkerMetrics) -> None:
    """Let moderators see that a worker lives, and how far it is behind."""
    while True:
        heed_cancellation()
        with suppress(StoreAway):
            await tally.tally(WORKERS, (metrics.behind(),))
        await asyncio.sleep(SIGN_SECONDS)
