"""What the server says about uploads unasked, to who uploaded."""

from handlers.contract import Push
from handlers.media.payloads import MediaView
from handlers.ports import Say
from models import rooms
from models.media import Media


class MediaReady(Push, name="media:ready"):
    """Your picture may be shown: name its id in a listing or as your avatar."""

    media: MediaView


class MediaRefused(Push, name="media:refused"):
    """Your upload was refused and deleted; `reason` says why."""

    media: MediaView


def ready(it: Media) -> Say:
    return Say((rooms.account(it.owner),), MediaReady(media=MediaView.of(it)))


def refused(it: Media) -> Say:
    return Say((rooms.account(it.owner),), MediaRefused(media=MediaView.of(it)))
