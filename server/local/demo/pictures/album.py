"""The album: every picture of the demo market, drawn on all cores and kept in the object store."""

import asyncio
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from models.ids import CategoryId
from models.media import PICTURES, file_key
from server.local.demo.market import Album, Shot
from server.local.demo.pictures.frames import SIZE, Frame, draw, edition, frames
from server.stores.objects.client import S3Objects
from server.stores.objects.files import WEBP

_UPLOADS = 16
_MOST_PAINTERS = 4

Report = Callable[[str], None]


async def album(objects: S3Objects, wanted: Sequence[Frame], report: Report) -> Album:
    """The wanted pictures, drawn and stored if the store has not got them yet."""
    placeholders = await _stored(objects)
    missing = [frame for frame in wanted if frame.key not in placeholders]
    if missing:
        report(f"Drawing {len(missing)} pictures ...")
        placeholders |= await _draw_and_store(objects, missing)
        await objects.put(_index(), json.dumps(placeholders).encode(), "application/json")
    return _bound(wanted, placeholders)


async def stored_album(objects: S3Objects) -> Album:
    """The pictures that the store has got already."""
    return _bound(frames(), await _stored(objects))


def _bound(wanted: Sequence[Frame], placeholders: Mapping[str, str]) -> Album:
    shots: dict[tuple[CategoryId, str], list[Shot]] = {}
    for frame in wanted:
        if frame.key in placeholders:
            shot = Shot(frame.key, *SIZE, placeholders[frame.key])
            shots.setdefault((frame.category, frame.colour), []).append(shot)
    return shots


async def _stored(objects: S3Objects) -> dict[str, str]:
    """Placeholders of the stored pictures; their list is written when all of them are in the store."""
    placeholders: dict[str, str] = json.loads(await objects.get(_index()) or b"{}")
    return placeholders


async def _draw_and_store(objects: S3Objects, missing: Sequence[Frame]) -> dict[str, str]:
    """Drawn on all cores and stored meanwhile; gives the placeholders."""
    loop, room = asyncio.get_running_loop(), asyncio.Semaphore(_UPLOADS)
    # A fork would copy the locks that threads of this process hold; a fresh interpreter has none.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, _MOST_PAINTERS), mp_context=fresh) as painters:

        async def make(frame: Frame) -> tuple[str, str]:
            drawn = await loop.run_in_executor(painters, draw, frame)
            async with room:
                for size, content in drawn.files.items():
                    await objects.put(file_key(frame.folder, size), content, WEBP)
            return frame.key, drawn.placeholder

        return dict(await asyncio.gather(*(make(frame) for frame in missing)))


def _index() -> str:
    return f"{PICTURES}demo-{edition()}/index.json"
