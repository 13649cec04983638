"""The connection to MongoDB: what it promises is set explicitly, whatever the server's defaults."""

from pymongo import ReadPreference

from server.settings import Settings
from server.stores.mongo.client import DEADLINE_MS, SELECTION_MS, connect
from tests.support.listings import NOON


async def test_reads_and_writes_are_those_of_the_majority(settings: Settings) -> None:
    async with connect(settings) as client:
        assert client.write_concern.document == {"w": "majority"}
        assert client.read_concern.level == "majority"
        assert client.read_preference == ReadPreference.PRIMARY


async def test_every_call_has_a_deadline(settings: Settings) -> None:
    async with connect(settings) as client:
        assert client.options.timeout == DEADLINE_MS / 1000
        assert client.options.server_selection_timeout == SELECTION_MS / 1000
        assert SELECTION_MS < DEADLINE_MS


async def test_times_come_back_with_their_zone(settings: Settings) -> None:
    async with connect(settings) as client:
        things = client[settings.mongo_database]["things"]
        await things.insert_one({"_id": 1, "at": NOON})
        assert await things.find_one() == {"_id": 1, "at": NOON}
