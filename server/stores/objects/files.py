"""The object store as pictures need it: forms for uploads, and files that are fetched, kept and dropped."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from handlers.pictures import Form
from models.media import UPLOADS, Flaw
from server.seams import StoreAway
from server.settings import Settings
from server.stores.objects.client import REGION, S3Objects, TooLarge
from server.stores.objects.signing import signed_fields

WEBP = "image/webp"


class S3Files:
    """Raises StoreAway when the store does not answer, or refuses what it should not."""

    def __init__(self, objects: S3Objects, settings: Settings) -> None:
        self._objects, self._settings = objects, settings
        self.url = objects.url

    def form(self, key: str, content_type: str, most_bytes: int, expires_at: datetime, now: datetime) -> Form:
        settings = self._settings
        fields = signed_fields(
            settings.objects_bucket,
            key,
            content_type,
            most_bytes,
            expires_at,
            credentials=(settings.objects_access_key, settings.objects_secret_key.get_secret_value()),
            region=REGION,
            now=now,
        )
        bucket = f"{settings.objects_url.rstrip('/')}/{settings.objects_bucket}"
        return Form(settings.objects_upload_url or bucket, fields)

    async def fetch(self, key: str, most_bytes: int) -> bytes | Flaw:
        with _or_away():
            try:
                return await self._objects.get(key, most_bytes=most_bytes) or Flaw.MISSING
            except TooLarge:
                return Flaw.TOO_MANY_BYTES

    async def keep(self, key: str, content: bytes) -> None:
        with _or_away():
            await self._objects.put(key, content, WEBP)

    async def drop(self, keys: Sequence[str]) -> None:
        with _or_away():
            if keys:
                await self._objects.delete(keys)

    async def uploads(self) -> AsyncIterator[Sequence[str]]:
        with _or_away():
            async for keys in self._objects.pages(UPLOADS):
                yield keys


@contextmanager
def _or_away() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (see S3Objects)

    try:
        yield
    except (BotoCoreError, ClientError) as problem:
        raise StoreAway(f"The object store: {problem}") from problem
