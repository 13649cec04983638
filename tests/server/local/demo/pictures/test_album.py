"""The album: drawn once, then found in the object store."""

from collections.abc import AsyncIterator

import pytest

from models.media import PICTURES, file_key
from server.local.demo.pictures.album import album, stored_album
from server.local.demo.pictures.frames import SIZE, frames
from server.settings import Settings
from server.stores.objects.client import S3Objects

TWO = frames()[:2]


@pytest.fixture
async def objects(settings: Settings) -> AsyncIterator[S3Objects]:
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket([])
        yield objects


async def test_pictures_are_drawn_once_and_stored_in_both_sizes(objects: S3Objects) -> None:
    said: list[str] = []
    first = await album(objects, TWO, said.append)
    assert len(said) == 1
    assert await album(objects, TWO, said.append) == first == await stored_album(objects)
    assert len(said) == 1
    assert {file_key(frame.folder, size) for frame in TWO for size in (960, 320)} < await objects.keys(PICTURES)


async def test_the_album_tells_what_a_listing_shows(objects: S3Objects) -> None:
    shots = await album(objects, TWO, print)
    ((category, colour), pictures) = next(iter(shots.items()))
    assert (category, colour) == (TWO[0].category, TWO[0].colour)
    assert [shot.key for shot in pictures] == [frame.key for frame in TWO]
    assert all((shot.width, shot.height) == SIZE and shot.placeholder.startswith("data:") for shot in pictures)


async def test_an_empty_store_has_an_empty_album(objects: S3Objects) -> None:
    assert await stored_album(objects) == {}
