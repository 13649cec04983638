"""Reading pictures without the large client: what is there, what is not, and a store that refuses."""

import pytest

from server.seams import StoreAway
from server.settings import Settings
from server.stores.objects.client import S3Objects
from server.stores.objects.reading import S3Reader


async def test_what_was_written_is_read_and_nothing_else_is_there(settings: Settings) -> None:
    async with S3Objects(settings) as objects, S3Reader(settings) as reader:
        await objects.put("pictures/a-1/960.webp", b"picture", "image/webp")
        assert await reader.read("pictures/a-1/960.webp") == b"picture"
        assert await reader.read("pictures/a-1/320.webp") is None


@pytest.mark.parametrize("wrong", [{"objects_access_key": "nobody"}, {"objects_url": "http://127.0.0.1:9"}])
async def test_a_store_that_refuses_or_is_away_is_said_to_be(settings: Settings, wrong: dict[str, str]) -> None:
    async with S3Reader(settings.model_copy(update=wrong)) as reader:
        with pytest.raises(StoreAway):
            await reader.read("pictures/a-1/960.webp")
