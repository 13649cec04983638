"""What a client may ask about uploads."""

from handlers.contract import Call, event, per_account
from handlers.media import actions
from handlers.media.payloads import ConfirmUpload, MediaReply, MediaView, PresignUpload, UploadForm
from models.actor import signed_in


@event("media:presign", who=signed_in, limit=per_account(120, seconds=600))
async def presign(call: Call[PresignUpload]) -> UploadForm:
    """A form with which one picture is uploaded straight to the object store, within half an hour."""
    media, form = await actions.presign_upload(call.actor, call.body, call.shop)
    return UploadForm.of(media, form)


@event("media:confirm", who=signed_in, limit=per_account(240, seconds=600))
async def confirm(call: Call[ConfirmUpload]) -> MediaReply:
    """The upload is done; `media:ready` or `media:refused` follows. Asked again, it answers how things stand."""
    media = await actions.confirm_upload(call.actor, call.body.media_id, call.shop)
    return MediaReply(media=MediaView.of(media))
