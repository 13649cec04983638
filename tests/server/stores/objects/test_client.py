"""The bucket of pictures: written with our keys, read by anybody, cached for ever."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from botocore.exceptions import ClientError

from models.media import PICTURES
from server.settings import Settings
from server.stores.objects.client import S3Objects

GIF = b"GIF89a"
PAGE = "https://souk.example"


@pytest.fixture
async def objects(settings: Settings) -> AsyncIterator[S3Objects]:
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket([PAGE])
        yield objects


async def test_anybody_reads_a_picture_with_its_type_and_keeps_it(objects: S3Objects) -> None:
    key = f"{PICTURES}a b/1.gif"
    await objects.put(key, GIF, "image/gif")
    async with aiohttp.ClientSession() as anybody, anybody.get(objects.url(key)) as answer:
        assert answer.status == 200
        assert await answer.read() == GIF
        assert answer.headers["Content-Type"] == "image/gif"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Disposition"] == "inline"


async def test_nobody_reads_what_is_not_a_picture(objects: S3Objects) -> None:
    await objects.put("private/1.gif", GIF, "image/gif")
    async with aiohttp.ClientSession() as anybody, anybody.get(objects.url("private/1.gif")) as answer:
        assert answer.status == 403


async def test_nobody_writes_without_our_keys(objects: S3Objects) -> None:
    url = objects.url(f"{PICTURES}forged.gif")
    async with aiohttp.ClientSession() as anybody, anybody.put(url, data=GIF) as answer:
        assert answer.status == 403
    assert await objects.keys(PICTURES) == frozenset()


async def test_a_page_of_ours_may_read_and_another_may_not(objects: S3Objects) -> None:
    key = f"{PICTURES}1.gif"
    await objects.put(key, GIF, "image/gif")
    async with aiohttp.ClientSession() as browser:
        async with browser.get(objects.url(key), headers={"Origin": PAGE}) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        async with browser.get(objects.url(key), headers={"Origin": "https://evil.example"}) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_we_read_what_we_wrote_and_nothing_else(objects: S3Objects) -> None:
    await objects.put("private/1.gif", GIF, "image/gif")
    assert await objects.get("private/1.gif") == GIF
    assert await objects.get("private/2.gif") is None


async def test_keys_are_listed_by_prefix(objects: S3Objects) -> None:
    for number in range(3):
        await objects.put(f"{PICTURES}list/{number}", GIF, "image/gif")
    assert await objects.keys(f"{PICTURES}list/") == {f"{PICTURES}list/{number}" for number in range(3)}


async def test_preparing_again_changes_nothing(objects: S3Objects) -> None:
    await objects.put(f"{PICTURES}kept", GIF, "image/gif")
    await objects.prepare_bucket([PAGE])
    assert await objects.keys(PICTURES) == {f"{PICTURES}kept"}


async def test_wrong_keys_are_an_error(settings: Settings) -> None:
    async with S3Objects(settings.model_copy(update={"objects_access_key": "nobody"})) as stranger:
        with pytest.raises(ClientError):
            await stranger.put(f"{PICTURES}1", GIF, "image/gif")


def test_a_public_address_replaces_the_endpoint(settings: Settings) -> None:
    objects = S3Objects(settings.model_copy(update={"objects_public_url": "https://cdn.example/p/"}))
    assert objects.url(f"{PICTURES}ä") == "https://cdn.example/p/pictures/%C3%A4"
