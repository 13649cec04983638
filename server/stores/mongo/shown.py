"""Pictures as documents of other kinds keep them: accounts, listings, orders and offers."""

from collections.abc import Callable, Mapping
from typing import Any

from models.ids import MediaId
from models.media import Picture

Document = dict[str, Any]


def picture_doc(it: Picture) -> Document:
    """A picture without its address, which is found when it is read."""
    return {"id": it.id, "key": it.key, "width": it.width, "height": it.height, "placeholder": it.placeholder}


def picture(doc: Mapping[str, Any], url: Callable[[str], str]) -> Picture:
    """The picture of such a document; `url` says where clients find the file of a key."""
    key = doc["key"]
    return Picture(MediaId(doc["id"]), key, url(key), doc["width"], doc["height"], doc["placeholder"])
