"""Pictures that are due to be looked after, and the clock's look at them."""

from dataclasses import replace
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from handlers.media import jobs
from handlers.ports import Work
from models.ids import AccountId, MediaId
from models.media import Format, Media, Picture, Purpose, file_key, main_size
from server.app import Stores
from server.jobs.metrics import WorkerMetrics
from server.jobs.runner import Runner
from server.stores.mongo import pictures

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def picture(name: str, purpose: Purpose = Purpose.LISTING) -> Picture:
    key = file_key(f"{name}-ab", main_size(purpose))
    return Picture(MediaId(name), key, f"/{key}", 400, 300, "data:,")


def due(owner: str, name: str, purpose: Purpose = Purpose.LISTING) -> Media:
    """A picture that has been ready for a long time."""
    it = Media.awaited(MediaId(name), AccountId(owner), purpose, Format.JPEG, 9, frozenset(), LONG_AGO)
    ready = it.confirm().accept(picture(name, purpose), LONG_AGO)
    return replace(ready, place=name, recheck_at=LONG_AGO)


async def hang(stores: Stores, *media: Media) -> None:
    """Write them with all their files."""
    await stores.database[pictures.COLLECTION].insert_many([pictures.to_doc(it) for it in media])
    for key in (key for it in media for key in it.file_keys):
        await stores.objects.put(key, b"picture", "image/webp")


async def swept(stores: Stores) -> None:
    """What the worker does once a minute."""
    runner = Runner(stores.shop_for(Work()), stores.committer, stores.announcer, WorkerMetrics(CollectorRegistry()))
    assert await runner.run(jobs.drop_unused)


async def states(stores: Stores) -> dict[str, str]:
    return {doc["_id"]: doc["state"] async for doc in stores.database[pictures.COLLECTION].find()}
