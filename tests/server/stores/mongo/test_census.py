"""The census: ids and versions of the live listings, a page at a time."""

from pymongo import AsyncMongoClient

from models.listing import ListingState
from server.settings import Settings
from server.stores.mongo.census import Document, MongoCensus
from server.stores.mongo.listings import COLLECTION, to_doc
from tests.support.listings import a_listing


async def test_it_counts_the_live_ones_in_the_order_of_ids(settings: Settings) -> None:
    live = sorted((a_listing(version=version) for version in range(1, 6)), key=lambda it: it.id)
    sold = a_listing(state=ListingState.SOLD)
    async with AsyncMongoClient[Document](settings.mongo_url) as client:
        database = client[settings.mongo_database]
        await database[COLLECTION].insert_many([to_doc(it) for it in (*live, sold)])
        census = MongoCensus(database)
        first = await census.live_after("", 3)
        assert list(first.items()) == [(it.id, it.version) for it in live[:3]]
        assert list(await census.live_after(live[2].id, 3)) == [it.id for it in live[3:]]
        assert await census.live_after(live[4].id, 3) == {}
        assert await census.live_among([sold.id, live[0].id]) == {live[0].id: live[0].version}
        assert await census.live_among([]) == {}
