"""Reading pictures in web processes, which do without the client of the worker (see `signing`)."""

from datetime import UTC, datetime
from typing import Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from server.seams import StoreAway
from server.settings import Settings
from server.stores.objects.client import REGION
from server.stores.objects.signing import signed_url

_GOOD_FOR = 60
_DEADLINE = aiohttp.ClientTimeout(total=10)
_AT_ONCE = 32


class S3Reader:
    """Reads what lies under a key, over connections of its own: a slow store keeps nobody from searching or paying.

    async with S3Reader(settings) as reader:
        content = await reader.read("pictures/a/960.webp")
    """

    def __init__(self, settings: Settings) -> None:
        self._bucket = f"{settings.objects_url.rstrip('/')}/{settings.objects_bucket}"
        self._credentials = settings.objects_access_key, settings.objects_secret_key.get_secret_value()
        self._http: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_AT_ONCE))
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self._http.close()

    async def read(self, key: str) -> bytes | None:
        url = signed_url(
            f"{self._bucket}/{quote(key)}",
            credentials=self._credentials,
            region=REGION,
            seconds=_GOOD_FOR,
            now=datetime.now(UTC),
        )
        try:
            async with self._http.get(URL(url, encoded=True), timeout=_DEADLINE) as answer:
                if answer.status == 404:
                    return None
                answer.raise_for_status()
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise StoreAway(f"The object store: {type(problem).__name__}") from problem
