"""The only doors to an upload: load it for somebody, or refuse."""

from handlers.ports import Shop
from models.actor import Actor
from models.errors import Code, Refusal
from models.ids import MediaId
from models.media import Media


async def media_for_owner(shop: Shop, actor: Actor, media_id: str) -> Media:
    """Somebody else's upload is refused in the same words as one that does not exist."""
    media = await shop.pictures.find(MediaId(media_id))
    if media is None or media.owner != actor.signed_in_id:
        raise Refusal(Code.MEDIA_NOT_FOUND)
    return media
