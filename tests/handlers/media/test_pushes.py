"""Who hears what became of an upload."""

from datetime import UTC, datetime

from handlers.media import pushes
from models import rooms
from models.ids import AccountId, MediaId
from models.media import Flaw, Format, Media, Picture, Purpose

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PENDING = Media.awaited(MediaId("m1"), AccountId("anna"), Purpose.LISTING, Format.PNG, 9, frozenset(), NOW).confirm()


def test_only_the_owner_hears_of_an_upload() -> None:
    ready = pushes.ready(PENDING.accept(Picture(PENDING.id, "k", "u", 4, 3, "data:,"), NOW))
    refused = pushes.refused(PENDING.refuse(Flaw.ANIMATED))
    assert ready.rooms == refused.rooms == (rooms.account(PENDING.owner),)
    assert rooms.is_private(ready.rooms[0])
    assert '"reason":"animated"' in refused.push.model_dump_json()
