"""What is done to the stores by command."""

from server.app import open_stores
from server.jobs.announcing import Announcing
from server.jobs.indexing import Indexing
from server.seams import Position
from server.settings import Settings
from server.stores.mongo.kinds import INDEXES
from server.stores.mongo.positions import MongoPositions
from server.upkeep import forget_index, prepare


async def test_preparing_again_changes_nothing(settings: Settings) -> None:
    await prepare(settings)
    async with open_stores(settings) as stores:
        before = {name: await stores.database[name].index_information() for name in INDEXES}
        begun = await stores.database["positions"].find_one({"_id": Announcing.name})
        await prepare(settings)
        assert {name: await stores.database[name].index_information() for name in INDEXES} == before
        assert await stores.database["positions"].find_one({"_id": Announcing.name}) == begun


async def test_the_relay_answers_for_the_first_write_and_the_index_is_built_when_there_is_a_worker(
    settings: Settings,
) -> None:
    await prepare(settings)
    async with open_stores(settings) as stores:
        positions = MongoPositions(stores.database)
        assert await positions.load(Announcing.name, 1)
        assert await positions.load(Indexing.name, 1) is None


async def test_an_index_that_is_to_be_built_anew_has_no_place_in_the_feed(settings: Settings) -> None:
    await prepare(settings)
    async with open_stores(settings) as stores:
        positions = MongoPositions(stores.database)
        await positions.begin(Indexing.name, Position("82AA"))
        await forget_index(settings)
        assert await positions.load(Indexing.name, 2) is None
