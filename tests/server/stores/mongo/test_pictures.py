"""Pictures in MongoDB: only one's own, and only those that are ready."""

from dataclasses import replace

from pymongo import AsyncMongoClient

from models.ids import AccountId, MediaId
from models.listing import Picture
from server.settings import Settings
from server.stores.mongo import pictures
from server.stores.mongo.pictures import MongoPictures, StoredPicture

ANNA = AccountId("anna")
KETTLE = StoredPicture(MediaId("kettle"), ANNA, "pictures/kettle/960.webp", 960, 720, "data:,")


async def test_only_ones_own_pictures_that_are_ready_are_given(settings: Settings) -> None:
    others = replace(KETTLE, id=MediaId("others"), owner=AccountId("bert"))
    pending = replace(KETTLE, id=MediaId("pending"), state="pending")
    async with AsyncMongoClient[pictures.Document](settings.mongo_url) as client:
        database = client[settings.mongo_database]
        await database[pictures.COLLECTION].insert_many([pictures.to_doc(it) for it in (KETTLE, others, pending)])
        store = MongoPictures(database, lambda key: f"https://cdn.example/{key}")
        ready = await store.ready(ANNA, [MediaId(name) for name in ("kettle", "others", "pending", "nowhere")])
    url = "https://cdn.example/pictures/kettle/960.webp"
    assert ready == {"kettle": Picture(MediaId("kettle"), KETTLE.key, url, 960, 720, "data:,")}
