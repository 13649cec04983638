"""Photos a second: what Pillow can do on this machine, and what of it the market makes, from upload to push."""

import asyncio
import io
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from PIL import Image, ImageChops, ImageOps
from pymongo import AsyncMongoClient

from models.ids import AccountId, MediaId, random_id
from models.media import SIZES, Format, Media, MediaState, Purpose
from server.pictures.darkroom import Darkroom
from server.pictures.develop import develop
from server.settings import Settings
from server.stores.mongo import pictures as mongo_pictures
from server.stores.objects.client import S3Objects
from tests.bench import meter
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Outcome, Row, Target, Value, share
from tests.bench.stage import Stage

PROCESSES = os.cpu_count() or 1
WIDTH, HEIGHT = 4_000, 3_000
_LOOK_SECONDS = 0.1
_A_SECOND = 10
"""Photos that go the whole way, for each second of the plan."""
COST = "CPU ms a photo"


@cache
def photo() -> bytes:
    """12 megapixels with coarse and fine structure, about 3 MB as JPEG, as from a phone."""

    def noise(step: int, depth: float) -> Image.Image:
        small = Image.effect_noise((WIDTH // step, HEIGHT // step), depth)
        return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)

    coarse, middle, fine = noise(200, 90), noise(12, 40), noise(2, 10)
    light = ImageChops.add(ImageChops.add(coarse, middle, 1, -128), fine, 1, -128)
    file = io.BytesIO()
    Image.merge("YCbCr", (light, noise(100, 30), noise(100, 30))).convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()


def straightforward(content: bytes) -> int:
    """The same files as one would make them without a thought for time; gives their bytes."""
    with Image.open(io.BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    made = 0
    for size in SIZES:
        copy, file = upright.copy(), io.BytesIO()
        copy.thumbnail((size, size))
        copy.save(file, "WEBP")
        made += file.tell()
    return made


def ours(content: bytes) -> int:
    """What the market does, in a process without limits."""
    return sum(map(len, develop(content, Format.JPEG, Purpose.LISTING).files.values()))


async def photos(stage: Stage, plan: Plan) -> Outcome:
    content = await asyncio.to_thread(photo)
    rows = {
        "Pillow, straightforward": await _pool(stage, plan, partial(straightforward, content)),
        "Pillow, as Souk uses it": await _pool(stage, plan, partial(ours, content)),
        "Souk, in limited processes": await _darkroom(stage, plan, content),
        "Souk, from upload to push": await _market(stage, plan, content),
    }
    limit, alone, whole = (float(rows[name][COST]) for name in list(rows)[1:])
    return Outcome(
        [Row(name, columns) for name, columns in rows.items()],
        [
            Target("CPU of a photo in limited processes against Pillow's limit", share(alone, limit), 1.15),
            Target("CPU of a photo on the whole way against Pillow's limit", share(whole, limit), 1.3),
        ],
        [f"{PROCESSES} processes; {WIDTH * HEIGHT // 1_000_000} megapixels, {len(content) / 1e6:.1f} MB each."],
    )


async def _pool(stage: Stage, plan: Plan, work: Callable[[], int]) -> dict[str, Value]:
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(PROCESSES) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, work) for _ in range(PROCESSES)))
        pids = list(meter.family([os.getpid()]))

        async def one() -> None:
            await loop.run_in_executor(pool, work)

        return await _measured(stage, plan, one, pids)


async def _darkroom(stage: Stage, plan: Plan, content: bytes) -> dict[str, Value]:
    async with Darkroom(PROCESSES) as darkroom:

        async def one() -> None:
            await darkroom.develop(content, Format.JPEG, Purpose.LISTING)

        await asyncio.gather(*(one() for _ in range(PROCESSES)))
        return await _measured(stage, plan, one, list(meter.family([os.getpid()])))


async def _measured(stage: Stage, plan: Plan, one: Callable[[], Any], pids: list[int]) -> dict[str, Value]:
    """As many at once as there are processes and one more, so that none waits."""
    await stage.settle()
    done, deadline, window = 0, time.monotonic() + plan.seconds, meter.Window({"server": pids})

    async def keep_on() -> None:
        nonlocal done
        while time.monotonic() < deadline:
            await one()
            done += 1

    await asyncio.gather(*(keep_on() for _ in range(PROCESSES + 1)))
    return _columns(done, *window.close())


async def _market(stage: Stage, plan: Plan, content: bytes) -> dict[str, Value]:
    """Confirmed uploads that the real worker finds: fetched, developed, stored, committed and announced."""
    named = {name.removeprefix("SOUK_").lower(): value for name, value in stage.environment.items()}
    settings = Settings.model_validate(named)
    async with S3Objects(settings) as objects, AsyncMongoClient[Any](settings.mongo_url) as client:
        media = client[settings.mongo_database][mongo_pictures.COLLECTION]

        async def through(count: int) -> tuple[int, float, Mapping[str, float]]:
            waiting = [_uploaded() for _ in range(count)]
            await asyncio.gather(*(objects.put(it.upload_key, content, it.format) for it in waiting))
            await stage.settle()
            window = meter.Window({"server": meter.family(stage.stores["worker"])})
            await media.insert_many([mongo_pictures.to_doc(it) for it in waiting])
            ready = {"_id": {"$in": [it.id for it in waiting]}, "state": MediaState.READY.value}
            while await media.count_documents(ready) < count:
                await asyncio.sleep(_LOOK_SECONDS)
            return count, *window.close()

        await through(2 * PROCESSES)
        return _columns(*await through(max(int(plan.seconds * _A_SECOND), 2 * PROCESSES)))


def _uploaded() -> Media:
    """Confirmed just now, by somebody without a quota."""
    owner, now = AccountId(random_id()), datetime.now(UTC)
    it = Media.awaited(MediaId(random_id()), owner, Purpose.LISTING, Format.JPEG, 1, frozenset(), now)
    return replace(it.confirm(), place=None)


def _columns(done: int, seconds: float, cpu: Mapping[str, float]) -> dict[str, Value]:
    """The last column is what the processors could do if nobody else wanted them."""
    cost = 1000 * cpu["server"] / max(done, 1)
    return {"photos/s": done / seconds, COST: cost, "photos/s undisturbed": PROCESSES * 1000 / cost}


BENCHMARKS = (
    Benchmark(
        "photos",
        "Photos of 12 megapixels become WebP files of 1920, 960 and 320: by Pillow in plain processes, as written "
        "first and as Souk does (decoded at half the size, averaged, encoded with the least effort), which is the "
        "measured limit; in processes with limits; and on the whole way from a confirmed upload to the push.",
        "Nobody.",
        photos,
    ),
)
