"""Everything that becomes of an upload: the only writer and the only announcer of this area."""

import hashlib
from collections.abc import Sequence

from handlers.media import gates, pushes
from handlers.media.payloads import PresignUpload
from handlers.pictures import Form
from handlers.ports import Shop
from models import media as rules
from models.actor import Actor
from models.ids import MediaId, random_id
from models.media import Developed, Flaw, Media, MediaState, Picture


async def presign_upload(actor: Actor, body: PresignUpload, shop: Shop) -> tuple[Media, Form]:
    """A form for one upload; of several at once that find the last free place of the day one gets it."""
    owner, now = actor.signed_in_id, shop.clock.now()
    taken = await shop.pictures.places_taken(owner, rules.day_of(now))
    media = Media.awaited(MediaId(random_id()), owner, body.purpose, body.content_type, body.bytes, taken, now)
    shop.work.insert(media)
    form = shop.files.form(media.upload_key, media.format, media.bytes, media.expires_at, now)
    return media, form


async def confirm_upload(actor: Actor, media_id: str, shop: Shop) -> Media:
    """The upload is done: it is looked at soon. Asked again, it tells what became of it."""
    media = await gates.media_for_owner(shop, actor, media_id)
    confirmed = media.confirm()
    if confirmed is not media:
        shop.work.save(confirmed)
    return confirmed


async def verify_upload(media_id: MediaId, shop: Shop) -> None:
    """Look at a confirmed upload, once: make pictures of it or refuse it. The upload itself is deleted either way."""
    media = await shop.pictures.find(media_id)
    if media is None or media.state is not MediaState.PENDING:
        return
    outcome = await _develop(media, shop)
    if isinstance(outcome, Flaw):
        refused = media.refuse(outcome)
        shop.work.save(refused, pushes.refused(refused))
    else:
        accepted = media.accept(await _keep(media, outcome, shop))
        shop.work.save(accepted, pushes.ready(accepted))
    shop.work.afterwards(lambda: shop.files.drop([media.upload_key]))


async def sweep_uploads(shop: Shop) -> None:
    """Delete uploads that nobody waits for: never confirmed in time, or sent again after they were looked at."""
    async for keys in shop.files.uploads():
        waiting = await shop.pictures.waiting([rules.uploaded_id(key) for key in keys])
        await shop.files.drop([key for key in keys if rules.uploaded_id(key) not in waiting])


async def _develop(media: Media, shop: Shop) -> Developed | Flaw:
    content = await shop.files.fetch(media.upload_key, rules.MOST_BYTES)
    if isinstance(content, Flaw):
        return content
    return await shop.darkroom.develop(content, media.format, media.purpose)


async def _keep(media: Media, developed: Developed, shop: Shop) -> Picture:
    """Under names that follow from the content: an upload that is exchanged meanwhile cannot change what was kept."""
    folder = f"{media.id}-{_digest(list(developed.files.values()))}"
    for size, content in developed.files.items():
        await shop.files.keep(rules.file_key(folder, size), content)
    key = rules.file_key(folder, rules.main_size(media.purpose))
    url = shop.files.url(key)
    return Picture(media.id, key, url, developed.width, developed.height, developed.placeholder)


def _digest(contents: Sequence[bytes]) -> str:
    return hashlib.blake2b(b"".join(contents), digest_size=8).hexdigest()
