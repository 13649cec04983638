"""The wire shapes of pictures: requests and views."""

from typing import Annotated, Self

from pydantic import Field

from handlers.contract import Maybe, View, Wire
from handlers.pictures import Form
from handlers.shapes import Identifier, Moment, PictureView
from models import media
from models.media import Flaw, Format, MediaState, Purpose


class PresignUpload(Wire):
    """`bytes` is the most that the form will take."""

    purpose: Purpose
    content_type: Format
    bytes: Annotated[int, Field(ge=1, le=media.MOST_BYTES)]


class ConfirmUpload(Wire):
    media_id: Identifier


class UploadForm(View):
    """POST the fields as multipart/form-data to `url`, then the file as the last field, named `file`."""

    media_id: str
    url: str
    fields: dict[str, str]
    expires_at: Moment

    @classmethod
    def of(cls, it: media.Media, form: Form) -> Self:
        return cls(media_id=it.id, url=form.url, fields=dict(form.fields), expires_at=it.expires_at)


class MediaView(View):
    """One's own upload; `picture` is there once it is ready, `reason` when it was refused."""

    id: str
    version: int
    purpose: Purpose
    state: MediaState
    reason: Maybe[Flaw] = None
    picture: Maybe[PictureView] = None

    @classmethod
    def of(cls, it: media.Media) -> Self:
        picture = PictureView.of(it.picture) if it.picture and it.state is MediaState.READY else None
        return cls(id=it.id, version=it.version, purpose=it.purpose, state=it.state, reason=it.flaw, picture=picture)


class MediaReply(View):
    media: MediaView
