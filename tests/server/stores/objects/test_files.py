"""Files for pictures: forms that the store itself judges (reliability row 45); what is fetched, kept, dropped."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from models.media import Flaw
from server.seams import StoreAway
from server.settings import Settings
from server.stores.objects.client import S3Objects
from server.stores.objects.files import S3Files
from tests.support.uploads import post

PHOTO = b"as good as a photo"
KEY = "uploads/anna/m1"


@pytest.fixture
async def objects(settings: Settings) -> AsyncIterator[S3Objects]:
    async with S3Objects(settings) as objects:
        await objects.prepare_bucket([])
        yield objects


@pytest.fixture
def files(objects: S3Objects, settings: Settings) -> S3Files:
    return S3Files(objects, settings)


def a_form(files: S3Files, *, life: timedelta = timedelta(minutes=30)) -> dict[str, object]:
    now = datetime.now(UTC)
    form = files.form(KEY, "image/jpeg", len(PHOTO), now + life, now)
    return {"url": form.url, "fields": form.fields}


async def test_a_form_brings_one_file_to_its_place(files: S3Files) -> None:
    assert await post(a_form(files), PHOTO) in {200, 204}
    assert await files.fetch(KEY, 100) == PHOTO


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "uploads/anna/m2"},
        {"key": "pictures/m1/960.webp"},
        {"Content-Type": "text/html"},
        {"x-amz-date": "20200101T000000Z"},
        {"x-amz-signature": "0" * 64},
        {"policy": None},
        {"x-amz-meta-owner": "somebody"},
        {"x-amz-website-redirect-location": "https://evil.example"},
    ],
    ids=lambda changes: "-".join(f"{name}" for name in changes),
)
async def test_a_form_that_was_changed_brings_nothing(files: S3Files, changes: dict[str, str | None]) -> None:
    assert await post(a_form(files), PHOTO, **changes) >= 400
    assert await files.fetch(KEY, 100) is Flaw.MISSING


@pytest.mark.parametrize("field", ["acl", "success_action_redirect"])
async def test_fields_that_a_store_lets_pass_gain_nothing(files: S3Files, field: str) -> None:
    """Amazon refuses fields that the policy does not name; others ignore them."""
    form = a_form(files)
    status = await post(form, PHOTO, **{field: "public-read" if field == "acl" else "https://evil.example"})
    assert status not in range(300, 400)
    async with aiohttp.ClientSession() as anybody, anybody.get(f"{form['url']}/{KEY}") as answer:
        assert answer.status in {403, 404}


@pytest.mark.parametrize("content", [b"", PHOTO + b"!"], ids=["nothing", "too much"])
async def test_a_form_takes_neither_nothing_nor_more_than_was_announced(files: S3Files, content: bytes) -> None:
    assert await post(a_form(files), content) >= 400
    assert await files.fetch(KEY, 100) is Flaw.MISSING


async def test_a_form_that_ran_out_brings_nothing(files: S3Files) -> None:
    assert await post(a_form(files, life=timedelta(seconds=-1)), PHOTO) >= 400
    assert await files.fetch(KEY, 100) is Flaw.MISSING


async def test_a_form_is_for_posting_alone(files: S3Files) -> None:
    form = a_form(files)
    url = f"{form['url']}/{KEY}"
    async with aiohttp.ClientSession() as anybody, anybody.put(url, data=PHOTO) as answer:
        assert answer.status == 403
    async with aiohttp.ClientSession() as anybody, anybody.get(url) as answer:
        assert answer.status in {403, 404}


async def test_more_than_asked_for_is_not_read(files: S3Files, objects: S3Objects) -> None:
    await objects.put(KEY, PHOTO, "image/jpeg")
    assert await files.fetch(KEY, len(PHOTO)) == PHOTO
    assert await files.fetch(KEY, len(PHOTO) - 1) is Flaw.TOO_MANY_BYTES


async def test_what_is_kept_stays_and_what_is_dropped_is_gone(files: S3Files, objects: S3Objects) -> None:
    await files.keep("pictures/m1/960.webp", b"picture")
    assert await objects.get("pictures/m1/960.webp") == b"picture"
    await objects.put(KEY, PHOTO, "image/jpeg")
    assert [key async for page in files.uploads() for key in page] == [KEY]
    await files.drop([KEY, "uploads/anna/never-there"])
    await files.drop([])
    assert [key async for page in files.uploads() for key in page] == []


def test_uploads_go_where_the_operator_says(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"objects_upload_url": "https://s3.example/souk"})
    assert a_form(S3Files(S3Objects(elsewhere), elsewhere))["url"] == "https://s3.example/souk"
    bucket = f"{settings.objects_url}/{settings.objects_bucket}"
    assert a_form(S3Files(S3Objects(settings), settings))["url"] == bucket


async def test_a_store_that_is_away_is_said_to_be(settings: Settings) -> None:
    away = settings.model_copy(update={"objects_access_key": "nobody"})
    async with S3Objects(away) as objects:
        files = S3Files(objects, away)
        with pytest.raises(StoreAway):
            await files.keep("pictures/m1/960.webp", b"picture")
        with pytest.raises(StoreAway):
            await files.fetch(KEY, 100)
