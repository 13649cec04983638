"""The album: every category drawn in a few colours and views, and kept in the object store."""

import asyncio
import base64
import hashlib
import io
import json
import multiprocessing
import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import Image

from models.ids import CategoryId
from server.local.demo.catalogue import Goods, goods
from server.local.demo.market import Album, Shot
from server.local.demo.pictures.scenes import HEIGHT, WIDTH, paint, render
from server.local.demo.pictures.things import THINGS
from server.stores.objects.client import PICTURES, S3Objects

VIEWS = 2
_POPULAR = 4
"""From this weight on a category is drawn in a third colour."""
_SMALL = 320
_TINY = (16, 12)
_WEBP = "image/webp"
_UPLOADS = 16

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture that is to be drawn."""

    category: CategoryId
    colour: str
    number: int

    @property
    def folder(self) -> str:
        return f"{_folder()}{self.category}-{self.colour}-{self.number}/"

    @property
    def key(self) -> str:
        return f"{self.folder}{WIDTH}.webp"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in both sizes, and a data URL that stands in until it is loaded."""

    frame: Frame
    large: bytes
    small: bytes
    placeholder: str


def frames() -> Sequence[Frame]:
    """All pictures of the album."""
    return [
        Frame(entry.category, colour, number)
        for entry in goods()
        for colour in _colours(entry)
        for number in range(VIEWS)
    ]


async def album(objects: S3Objects, wanted: Sequence[Frame], report: Report) -> Album:
    """The wanted pictures, drawn and stored if the store has not got them yet."""
    index = f"{_folder()}index.json"
    placeholders: dict[str, str] = json.loads(await objects.get(index) or b"{}")
    missing = [frame for frame in wanted if frame.key not in placeholders]
    if missing:
        report(f"Drawing {len(missing)} pictures ...")
        placeholders |= await _draw_and_store(objects, missing)
        await objects.put(index, json.dumps(placeholders).encode(), "application/json")
    shots: dict[tuple[CategoryId, str], list[Shot]] = {}
    for frame in wanted:
        shot = Shot(frame.key, WIDTH, HEIGHT, placeholders[frame.key])
        shots.setdefault((frame.category, frame.colour), []).append(shot)
    return shots


def draw(frame: Frame) -> Drawn:
    """The same frame gives the same picture."""
    thing = THINGS[frame.category]
    colours = paint(random.Random(f"{frame.category}:{frame.colour}"), frame.colour)
    luck = random.Random(f"{frame.category}:{frame.colour}:{frame.number}")
    picture = render(luck, thing.drawing, colours, thing.view(close=frame.number > 0))
    small = picture.reduce(WIDTH // _SMALL)
    tiny = base64.b64encode(_webp(small.resize(_TINY, Image.Resampling.BOX), quality=20)).decode()
    return Drawn(frame, _webp(picture, quality=80), _webp(small, quality=80), f"data:{_WEBP};base64,{tiny}")


async def _draw_and_store(objects: S3Objects, missing: Sequence[Frame]) -> dict[str, str]:
    """Drawn on all cores and stored meanwhile; gives the placeholders by key."""
    loop, room = asyncio.get_running_loop(), asyncio.Semaphore(_UPLOADS)
    # A fork would copy the threads' locks of this process; a fresh interpreter has none.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), mp_context=fresh) as painters:

        async def make(frame: Frame) -> tuple[str, str]:
            drawn = await loop.run_in_executor(painters, draw, frame)
            async with room:
                await objects.put(frame.key, drawn.large, _WEBP)
                await objects.put(f"{frame.folder}{_SMALL}.webp", drawn.small, _WEBP)
            return frame.key, drawn.placeholder

        return dict(await asyncio.gather(*(make(frame) for frame in missing)))


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=1)
    return file.getvalue()


def _colours(entry: Goods) -> Sequence[str]:
    """The first colours that sellers would name, or those that suit the drawing."""
    if entry.category not in THINGS:
        return ()
    return (entry.colours or THINGS[entry.category].colours)[: 3 if entry.weight >= _POPULAR else 2]


@cache
def _folder() -> str:
    """Stored pictures never change, so other drawings go into another folder: it is named after their sources."""
    sources = sorted(
        (file for file in files(__package__).iterdir() if file.name.endswith(".py")), key=lambda file: file.name
    )
    edition = hashlib.blake2b(b"".join(file.read_bytes() for file in sources), digest_size=5).hexdigest()
    return f"{PICTURES}demo-{edition}/"
