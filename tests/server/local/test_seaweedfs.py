"""SeaweedFS as the market needs it."""

import tempfile
from pathlib import Path

import aioboto3
import aiohttp

from server.local.seaweedfs import SeaweedFS
from server.settings import Settings


def _server(folder: Path) -> SeaweedFS:
    return SeaweedFS(folder, bucket="souk", access_key="key", secret_key="secret")


async def test_strangers_may_not_read_what_no_policy_opens(settings: Settings) -> None:
    url = f"{settings.objects_url}/{settings.objects_bucket}/ready"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 403


async def test_many_buckets_find_room(settings: Settings) -> None:
    """Each takes several volumes at once, however little it holds."""
    session = aioboto3.Session(
        settings.objects_access_key, settings.objects_secret_key.get_secret_value(), region_name="us-east-1"
    )
    async with session.client("s3", endpoint_url=settings.objects_url) as s3:
        buckets = [f"{settings.mongo_database.replace('_', '-')}-{number}" for number in range(20)]
        for bucket in buckets:
            await s3.create_bucket(Bucket=bucket)
            await s3.put_object(Bucket=bucket, Key="picture", Body=b"content")
        for bucket in buckets:
            await s3.delete_object(Bucket=bucket, Key="picture")
            await s3.delete_bucket(Bucket=bucket)


def test_its_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    _server(tmp_path).command("weed", range(8))
    assert (tmp_path / "identities.json").stat().st_mode & 0o077 == 0


def test_it_listens_on_loopback_alone_and_tells_nobody(tmp_path: Path) -> None:
    command = _server(tmp_path).command("weed", range(8))
    assert "-ip.bind=127.0.0.1" in command
    assert "-master.telemetry=false" in command


def test_the_sockets_that_it_forgets_are_found_by_port(tmp_path: Path) -> None:
    own, other = 20_101, 20_102
    folder = Path(tempfile.gettempdir())
    files = {port: folder / f"seaweedfs-test-grpc-{port}.sock" for port in (own, other)}
    for file in files.values():
        file.touch()
    try:
        assert files[own] in _server(tmp_path).leftovers([own])
        assert files[other] not in _server(tmp_path).leftovers([own])
    finally:
        for file in files.values():
            file.unlink()
