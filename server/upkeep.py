"""What is done to the stores by command: bring them to the shape that this version needs, have the index built anew."""

from server.app import complete, open_stores
from server.jobs.announcing import Announcing
from server.jobs.indexing import Indexing
from server.settings import Settings
from server.stores.mongo import schema
from server.stores.mongo.changes import MongoChanges
from server.stores.mongo.positions import MongoPositions


def migrate(settings: Settings) -> None:
    complete(settings, prepare(settings))


def reindex(settings: Settings) -> None:
    complete(settings, forget_index(settings))


async def prepare(settings: Settings) -> None:
    """Bring database, search index and bucket to the shape that this version needs.

    The relay is told to answer for the first write, though it may not run yet when that is made.
    """
    async with open_stores(settings) as stores:
        await schema.migrate(stores.database)
        begin = await MongoChanges(stores.database, ()).now()
        await MongoPositions(stores.database).begin(Announcing.name, begin)
        await stores.search.prepare()
        await stores.objects.prepare_bucket(settings.origins)


async def forget_index(settings: Settings) -> None:
    """Whoever leads the relay starts afresh: it alone writes the index."""
    async with open_stores(settings) as stores:
        await MongoPositions(stores.database).forget(Indexing.name)
