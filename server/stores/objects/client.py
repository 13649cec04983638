"""One bucket of an S3 server: objects that never change, which nobody but us reads or lists."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from server.settings import Settings

if TYPE_CHECKING:
    from types_aiobotocore_s3.client import S3Client

REGION = "us-east-1"
"""S3 signs with a region; servers that have none accept this one."""


class TooLarge(Exception):
    """An object is larger than who asked for it will read."""


class S3Objects:
    """Keeps one connection pool to the store; made on the first request, so that `url` alone costs nothing.

    Even importing the client takes half a second and 8 MiB, which web processes do without.

    async with S3Objects(settings) as objects:
        await objects.put("pictures/a/960.webp", data, "image/webp")
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bucket = settings.objects_bucket
        self._open = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._client: S3Client | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        self._client = None
        await self._open.aclose()

    def url(self, key: str) -> str:
        """Where clients read a picture: at the market, or at whatever stands before it and is named in the settings."""
        return f"{self._settings.objects_public_url.rstrip('/')}/{quote(key)}"

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store an object for good: its key must change when its content does, for it is cached everywhere."""
        s3 = await self._s3()
        await s3.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    async def get(self, key: str, *, most_bytes: int | None = None) -> bytes | None:
        """The content of an object; None when there is none. Raises TooLarge before reading more than asked for."""
        s3 = await self._s3()
        try:
            answer = await s3.get_object(Bucket=self._bucket, Key=key)
        except s3.exceptions.NoSuchKey:
            return None
        async with answer["Body"] as body:
            if most_bytes is not None and answer["ContentLength"] > most_bytes:
                raise TooLarge(key)
            return await body.read()

    async def delete(self, keys: Sequence[str]) -> None:
        """At most a thousand; those that are not there do not matter."""
        s3 = await self._s3()
        await s3.delete_objects(Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})

    async def pages(self, prefix: str) -> AsyncIterator[Sequence[str]]:
        """The keys below a prefix, up to a thousand at a time."""
        s3 = await self._s3()
        async for page in s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            yield [found["Key"] for found in page.get("Contents", ())]

    async def keys(self, prefix: str) -> frozenset[str]:
        """The keys below a prefix."""
        return frozenset([key async for page in self.pages(prefix) for key in page])

    async def prepare_bucket(self, origins: Sequence[str]) -> None:
        """Create the bucket, let pages of these origins upload to it, and let nobody read it."""
        s3 = await self._s3()
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
            await s3.create_bucket(Bucket=self._bucket)
        await s3.put_bucket_cors(
            Bucket=self._bucket,
            CORSConfiguration={
                "CORSRules": [
                    {
                        "AllowedOrigins": list(origins) or ["*"],  # a presigned form is itself the permission
                        "AllowedMethods": ["GET", "HEAD", "POST"],
                        "AllowedHeaders": ["*"],
                        "MaxAgeSeconds": 3600,
                    }
                ]
            },
        )
        await self._close_bucket(s3)

    async def _close_bucket(self, s3: "S3Client") -> None:
        """Take away a policy that lets others in; some servers call it an error that there is none."""
        try:
            await s3.delete_bucket_policy(Bucket=self._bucket)
        except s3.exceptions.ClientError as problem:
            if problem.response["Error"]["Code"] != "NoSuchBucketPolicy":
                raise

    async def _s3(self) -> "S3Client":
        async with self._opening:
            if self._client is None:
                self._client = await self._open.enter_async_context(self._connect())
            return self._client

    def _connect(self) -> "AbstractAsyncContextManager[S3Client]":
        import aioboto3  # noqa: PLC0415 (see the class)
        from aiobotocore.config import AioConfig  # noqa: PLC0415

        settings = self._settings
        secret = settings.objects_secret_key.get_secret_value()
        session = aioboto3.Session(settings.objects_access_key, secret, region_name=REGION)
        config = AioConfig(
            connect_timeout=3,
            read_timeout=15,
            max_pool_connections=32,
            retries={"mode": "standard", "total_max_attempts": 3},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return session.client("s3", endpoint_url=settings.objects_url, config=config)
