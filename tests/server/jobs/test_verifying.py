"""Looking at uploads: all of them, each once, whoever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from handlers.ports import Work
from models.ids import AccountId, MediaId
from models.media import Format, Media, MediaState, Purpose
from server.app import Stores
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.runner import Runner
from server.jobs.verifying import Verifying
from server.seams import StoreAway
from server.stores.mongo import pictures
from tests.server.jobs.conftest import Heard
from tests.support.photos import STRANGERS, plain
from tests.support.waiting import until

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def put(stores: Stores, *contents: bytes) -> list[Media]:
    """Confirmed uploads of these contents."""
    await stores.objects.prepare_bucket([])
    made = []
    for number, content in enumerate(contents):
        it = Media.awaited(
            MediaId(f"m{number}"), AccountId("anna"), Purpose.LISTING, Format.JPEG, 9, frozenset(), NOW
        ).confirm()
        await stores.objects.put(it.upload_key, content, "image/jpeg")
        made.append(replace(it, place=str(number)))
    await stores.database[pictures.COLLECTION].insert_many([pictures.to_doc(it) for it in made])
    return made


@asynccontextmanager
async def verifying(stores: Stores, heard: Heard, metrics: WorkerMetrics) -> AsyncIterator[asyncio.Task[None]]:
    """The duty, killed at the end wherever it is."""
    runner = Runner(stores.shop_for(Work()), stores.committer, heard, metrics)
    task = asyncio.create_task(Verifying(runner, stores.pictures).run(Lease("uploads", 1, float("inf"))))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def states(stores: Stores) -> set[str]:
    return {doc["state"] async for doc in stores.database[pictures.COLLECTION].find()}


async def test_every_upload_is_looked_at_announced_once_and_deleted(
    stores: Stores, heard: Heard, metrics: WorkerMetrics
) -> None:
    made = await put(stores, *(plain(100 + number, 50) for number in range(6)), STRANGERS["HTML"])
    async with verifying(stores, heard, metrics):
        await until(lambda: len(heard.said) == 7)

        async def all_is_deleted() -> bool:
            return not await stores.objects.keys("uploads/")

        await until(all_is_deleted)
    names = {it.source: it.name for it in heard.said}
    assert names == {it.id: "media:refused" if it is made[-1] else "media:ready" for it in made}
    assert len(await stores.objects.keys("pictures/")) == 6 * 2


async def test_what_a_killed_worker_had_begun_the_next_one_ends(
    stores: Stores, heard: Heard, metrics: WorkerMetrics
) -> None:
    await put(stores, *(plain(2000, 1500) for _ in range(5)))
    async with verifying(stores, heard, metrics):
        await until(lambda: bool(heard.said))
    async with verifying(stores, heard, metrics):

        async def all_are_ready() -> bool:
            return await states(stores) == {MediaState.READY.value}

        await until(all_are_ready)
    stored = await stores.objects.keys("pictures/")
    assert len(stored) == 5 * 3
    assert {version for _, version in heard.versions} == {3}


async def test_uploads_wait_while_the_object_store_is_away(
    stores: Stores, heard: Heard, metrics: WorkerMetrics
) -> None:
    class Away:
        """Files that cannot be fetched."""

        async def fetch(self, key: str, most_bytes: int) -> bytes:
            raise StoreAway(key)

    await put(stores, plain())
    shop = replace(stores.shop_for(Work()), files=Away())  # type: ignore[arg-type]
    runner = Runner(shop, stores.committer, heard, metrics)
    task = asyncio.create_task(Verifying(runner, stores.pictures).run(Lease("uploads", 1, float("inf"))))
    failed = metrics.runs.labels("media:verify", "failed")
    await until(lambda: failed._value.get() == 1)
    task.cancel()
    await asyncio.wait({task})
    assert await states(stores) == {MediaState.PENDING.value}
    assert not heard.said
