"""Pictures in MongoDB: whose they are, where their files lie, and whether they may be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from models.ids import AccountId, MediaId
from models.listing import Picture

Document = dict[str, Any]

COLLECTION = "media"
READY = "ready"


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """`key` names the large file in the object store; its small twin lies beside it."""

    id: MediaId
    owner: AccountId
    key: str
    width: int
    height: int
    placeholder: str
    state: str = READY


def to_doc(it: StoredPicture) -> Document:
    return {
        "_id": it.id,
        "owner": it.owner,
        "key": it.key,
        "width": it.width,
        "height": it.height,
        "placeholder": it.placeholder,
        "state": it.state,
    }


class MongoPictures:
    """Reads pictures; `url` says where clients find the file of a key."""

    def __init__(self, database: AsyncDatabase[Document], url: Callable[[str], str]) -> None:
        self._media = database[COLLECTION]
        self._url = url

    async def ready(self, owner: AccountId, media_ids: Sequence[MediaId]) -> Mapping[MediaId, Picture]:
        docs = self._media.find({"_id": {"$in": list(media_ids)}, "owner": owner, "state": READY})
        return {
            MediaId(doc["_id"]): Picture(
                MediaId(doc["_id"]), doc["key"], self._url(doc["key"]), doc["width"], doc["height"], doc["placeholder"]
            )
            async for doc in docs
        }
