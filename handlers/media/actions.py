"""Everything that becomes of an upload: the only writer and the only announcer of this area."""

import hashlib
from collections.abc import Mapping, Sequence

from handlers.media import gates, pushes
from handlers.media.payloads import PresignUpload
from handlers.pictures import Form
from handlers.ports import Shop
from models import media as rules
from models.actor import Actor
from models.ids import AccountId, MediaId, random_id
from models.media import Developed, Flaw, Media, MediaState, Picture, Purpose

DROPPED_AT_ONCE = 200
"""Pictures that one run looks after; a command to the object store names a thousand files at most."""


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
        accepted = media.accept(await _keep(media, outcome, shop), shop.clock.now())
        shop.work.save(accepted, pushes.ready(accepted))
    shop.work.afterwards(lambda: shop.files.drop([media.upload_key]))


async def sweep_uploads(shop: Shop) -> None:
    """Confirm what was uploaded by somebody who was cut off before he could, and delete what nobody waits for.

    That is what came too late, and what was sent again after it was looked at.
    """
    async for keys in shop.files.uploads():
        waiting = await shop.pictures.waiting([rules.uploaded_id(key) for key in keys])
        await shop.files.drop([key for key in keys if rules.uploaded_id(key) not in waiting])
        for media in waiting.values():
            if media.state is MediaState.AWAITED:
                shop.work.part().save(media.confirm())


async def show_pictures(
    owner: AccountId, purpose: Purpose, before: Sequence[Picture], wanted: Sequence[str], shop: Shop
) -> Mapping[str, Picture]:
    """Somebody shows these pictures of his instead of those before; gives the ones that he may show.

    Those that come and go are written in the same unit: of showing a picture and dropping it at once one fails.
    """
    shown = {it.id for it in before}
    named = {MediaId(it) for it in wanted}
    ready = await shop.pictures.ready(owner, shown | named, purpose)
    for media_id in shown ^ named:
        media = ready.get(media_id)
        kept = media and media.keep(shop.clock.now())
        if kept and kept is not media:
            shop.work.save(kept)
    return {media_id: it.picture for media_id, it in ready.items() if it.picture}


async def drop_unused(shop: Shop) -> None:
    """Drop pictures that nothing has shown for a week, and delete the files of those dropped before.

    What shows a picture is asked after the picture was read: whoever comes later has written the picture as well.
    """
    now = shop.clock.now()
    due = await shop.pictures.due(now, DROPPED_AT_ONCE)
    ready = [it for it in due if it.state is MediaState.READY]
    used = await shop.pictures.used(ready)
    for media in ready:
        after = media.keep(now) if media.id in used else media.drop(now)
        shop.work.part().save(after, not_before=media.recheck_at)
    dropped = [it for it in due if it.state is MediaState.DROPPED]
    await shop.files.drop([key for it in dropped for key in it.file_keys])
    for media in dropped:
        shop.work.part().save(media.emptied())


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
