"""The bucket of pictures: written and read with our keys, and with no others."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from botocore.exceptions import ClientError
from yarl import URL

from models.media import PICTURES
from server.settings import Settings
from server.stores.objects.client import REGION, S3Objects
from server.stores.objects.signing import signed_url

GIF = b"GIF89a"
PAGE = "https://souk.example"


@pytest.fixture
async def objects(settings: Settings) -> AsyncIterator[S3Objects]:
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket([PAGE])
        yield objects


@pytest.fixture
def bucket(settings: Settings) -> str:
    """Where strangers would reach it."""
    return f"{settings.objects_url}/{settings.objects_bucket}"


@pytest.mark.parametrize("key", [f"{PICTURES}a/960.webp", "uploads/anna/1", "private/1.gif"])
async def test_nobody_reads_without_our_keys(objects: S3Objects, bucket: str, key: str) -> None:
    await objects.put(key, GIF, "image/gif")
    async with aiohttp.ClientSession() as anybody, anybody.get(f"{bucket}/{key}") as answer:
        assert answer.status == 403


async def test_nobody_writes_without_our_keys(objects: S3Objects, bucket: str) -> None:
    async with aiohttp.ClientSession() as anybody, anybody.put(f"{bucket}/{PICTURES}forged", data=GIF) as answer:
        assert answer.status == 403
    assert await objects.keys(PICTURES) == frozenset()


async def test_a_page_of_ours_may_see_what_the_bucket_answers_and_another_may_not(
    objects: S3Objects, settings: Settings, bucket: str
) -> None:
    await objects.put(f"{PICTURES}1", GIF, "image/gif")
    keys = settings.objects_access_key, settings.objects_secret_key.get_secret_value()
    now = datetime.now(UTC)
    url = signed_url(f"{bucket}/{PICTURES}1", credentials=keys, region=REGION, seconds=60, now=now)
    async with aiohttp.ClientSession() as browser:
        async with browser.get(URL(url, encoded=True), headers={"Origin": PAGE}) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, PAGE)
        async with browser.get(URL(url, encoded=True), headers={"Origin": "https://evil.example"}) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_bucket_that_was_open_is_closed(objects: S3Objects, bucket: str) -> None:
    s3 = await objects._s3()
    name = bucket.rpartition("/")[2]
    all_of_it = [f"arn:aws:s3:::{name}/*"]
    everybody = {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": all_of_it}
    policy = {"Version": "2012-10-17", "Statement": [everybody]}
    await s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    await objects.put(f"{PICTURES}1", GIF, "image/gif")
    await objects.prepare_bucket([PAGE])
    async with aiohttp.ClientSession() as anybody, anybody.get(f"{bucket}/{PICTURES}1") as answer:
        assert answer.status == 403


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


def test_pictures_are_read_at_the_market_or_where_the_operator_says(settings: Settings) -> None:
    assert S3Objects(settings).url(f"{PICTURES}1/960.webp") == "/pictures/1/960.webp"
    objects = S3Objects(settings.model_copy(update={"objects_public_url": "https://cdn.example/p/"}))
    assert objects.url(f"{PICTURES}ä") == "https://cdn.example/p/pictures/%C3%A4"
