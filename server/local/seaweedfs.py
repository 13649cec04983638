"""SeaweedFS as an S3 server with one bucket, which only our keys may use until its policy says more."""

import asyncio
import json
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import aioboto3
from aiobotocore.config import AioConfig
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

_PORTS = ("master", "volume", "filer", "s3")


class SeaweedFS:
    name = "seaweedfs"
    ports: Sequence[str] = (*_PORTS, *(f"{port}-grpc" for port in _PORTS))
    grace = 1.0  # it would wait ten seconds for its own subscribers; what it acknowledged is in its files by then
    niceness = 0

    def __init__(self, data: Path, *, bucket: str, access_key: str, secret_key: str) -> None:
        self._data = data
        self._bucket = bucket
        self._access_key = access_key
        self._secret_key = secret_key

    def command(self, program: str, ports: Sequence[int]) -> list[str]:
        store = self._data / "store"
        store.mkdir(parents=True, exist_ok=True)
        identities = self._data / "identities.json"
        identities.touch(mode=0o600)
        identities.write_text(json.dumps(self._identities()))
        listen = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
        for port, http, grpc in zip(_PORTS, ports[:4], ports[4:], strict=True):
            listen += [f"-{port}.port={http}", f"-{port}.port.grpc={grpc}"]
        quick = [
            "-master.electionTimeout=1s",
            "-master.volumeSizeLimitMB=512",
            "-volume.max=2000",
            "-master.telemetry=false",
            "-volume.preStopSeconds=0",
        ]
        # The two further protocols would listen on fixed ports, where a second server on this machine fails.
        s3 = ["-filer", "-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={identities}"]
        return [program, "-logtostderr", "server", f"-dir={store}", *listen, *quick, *s3]

    def _identities(self) -> dict[str, object]:
        key = {"accessKey": self._access_key, "secretKey": self._secret_key}
        return {
            "identities": [
                {"name": "souk", "credentials": [key], "actions": ["Admin", "Read", "List", "Tagging", "Write"]},
            ]
        }

    async def prepare(self, ports: Sequence[int]) -> None:
        """Wait until it can write, and make the bucket."""
        once = AioConfig(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5)
        session = aioboto3.Session(self._access_key, self._secret_key, region_name="us-east-1")
        async with session.client("s3", endpoint_url=f"http://127.0.0.1:{ports[3]}", config=once) as s3:
            while True:
                with suppress(BotoCoreError, ClientError):
                    await self._make_bucket(s3)
                    return
                await asyncio.sleep(0.1)

    async def _make_bucket(self, s3: "S3Client") -> None:
        """Make the bucket and prove that objects can be written; who may read them, migrations decide."""
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
            await s3.create_bucket(Bucket=self._bucket)
        await s3.put_object(Bucket=self._bucket, Key="ready", Body=b"")

    def leftovers(self, ports: Sequence[int], /) -> Iterable[Path]:
        """Sockets that it makes outside its folder and forgets."""
        folder = Path(tempfile.gettempdir())
        return [file for port in ports for file in folder.glob(f"seaweedfs-*-{port}.sock")]

    def environment(self, ports: Sequence[int]) -> dict[str, str]:
        return {
            "SOUK_OBJECTS_URL": f"http://127.0.0.1:{ports[3]}",
            "SOUK_OBJECTS_BUCKET": self._bucket,
            "SOUK_OBJECTS_ACCESS_KEY": self._access_key,
            "SOUK_OBJECTS_SECRET_KEY": self._secret_key,
        }
