"""A picture on its way: what may be uploaded, what the market makes of it, and why it may be refused."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.errors import Code, Refusal
from models.ids import AccountId, MediaId

MOST_BYTES = 20 * 2**20
MOST_PIXELS = 50_000_000
"""What the cameras of phones make, uncropped."""
MOST_A_DAY = 200
"""Pictures that one account may upload in a day; refused and forgotten ones do not count."""
UPLOAD_TIME = timedelta(minutes=30)
"""How long a form for an upload is good."""
GRACE = timedelta(minutes=30)
"""How long after that an upload that took its time may still be confirmed."""
UNUSED_TIME = timedelta(days=7)
"""How long a picture that nothing shows is kept for whoever means to show it."""

UPLOADS = "uploads/"
"""Where uploads lie that nobody has looked at yet; nobody but the market reads there."""
PICTURES = "pictures/"
"""Where pictures lie that anybody may read."""

SIZES = (1920, 960, 320)
"""Longest sides of a listing's picture in pixels. The first is left out where the picture is no larger than 960."""
SHOWN_SIZE = 960
"""The one that addresses name; the others lie beside it."""
AVATAR_SIZE = 200


class Purpose(StrEnum):
    LISTING = "listing"
    AVATAR = "avatar"


class Format(StrEnum):
    """What may be uploaded; what it is decides the content, not the name."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class MediaState(StrEnum):
    AWAITED = "awaited"
    """A form was handed out; nobody has said that the upload is done."""
    PENDING = "pending"
    """Uploaded, and waiting to be looked at."""
    READY = "ready"
    REFUSED = "refused"
    DROPPED = "dropped"
    """Nothing showed it for a week: nobody may show it any more, and it will be forgotten."""


class Flaw(StrEnum):
    """Why a picture was refused."""

    MISSING = "missing"
    """Nothing was uploaded."""
    TOO_MANY_BYTES = "too_many_bytes"
    NOT_A_PICTURE = "not_a_picture"
    """Neither JPEG nor PNG nor WebP, whatever it is called."""
    WRONG_TYPE = "wrong_type"
    """Another kind of picture than was announced."""
    TOO_MANY_PIXELS = "too_many_pixels"
    ANIMATED = "animated"
    DAMAGED = "damaged"
    TOO_COSTLY = "too_costly"
    """Took more time or memory than pictures take."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is ready to be shown; sizes in pixels, `placeholder` a data URL, `key` its name in the store."""

    id: MediaId
    key: str
    url: str
    width: int
    height: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class Developed:
    """What is made of an upload: WebP files by their size, the width and height of the largest, and a placeholder."""

    files: dict[int, bytes]
    width: int
    height: int
    placeholder: str


@dataclass(frozen=True, slots=True)
class Media:
    """`place` is one of its owner's places of a day, None for what was not uploaded; `picture` is there when ready.

    `recheck_at` is when it is asked whether anything shows the picture; None for what is kept in any case.
    """

    id: MediaId
    version: int
    owner: AccountId
    purpose: Purpose
    format: Format
    bytes: int
    place: str | None
    state: MediaState
    flaw: Flaw | None
    picture: Picture | None
    created_at: datetime
    expires_at: datetime
    recheck_at: datetime | None = None

    @classmethod
    def awaited(
        cls,
        media_id: MediaId,
        owner: AccountId,
        purpose: Purpose,
        content: Format,
        size: int,
        taken: frozenset[str],
        now: datetime,
    ) -> "Media":
        """Something that may be uploaded from now on; `taken` are the owner's places of this day."""
        return cls(
            id=media_id,
            version=1,
            owner=owner,
            purpose=purpose,
            format=content,
            bytes=size,
            place=_free_place(day_of(now), taken),
            state=MediaState.AWAITED,
            flaw=None,
            picture=None,
            created_at=now,
            expires_at=now + UPLOAD_TIME,
        )

    @property
    def upload_key(self) -> str:
        return f"{UPLOADS}{self.owner}/{self.id}"

    def confirm(self) -> "Media":
        """The upload is done; saying so again changes nothing."""
        if self.state is not MediaState.AWAITED:
            return self
        return replace(self, version=self.version + 1, state=MediaState.PENDING)

    def accept(self, picture: Picture, now: datetime) -> "Media":
        state, recheck_at = MediaState.READY, now + UNUSED_TIME
        return replace(self, version=self.version + 1, state=state, picture=picture, recheck_at=recheck_at)

    def refuse(self, flaw: Flaw) -> "Media":
        return replace(self, version=self.version + 1, state=MediaState.REFUSED, flaw=flaw)

    def keep(self, now: datetime) -> "Media":
        """The picture with another week to go: something shows it from now on, no longer, or still."""
        if self.recheck_at is None:
            return self
        return replace(self, version=self.version + 1, recheck_at=now + UNUSED_TIME)

    def drop(self, now: datetime) -> "Media":
        """The picture as nobody may show it again; its files are next."""
        return replace(self, version=self.version + 1, state=MediaState.DROPPED, recheck_at=now)

    def emptied(self) -> "Media":
        """What is left when the files of a dropped picture are gone."""
        return replace(self, version=self.version + 1, picture=None, recheck_at=None)

    @property
    def file_keys(self) -> tuple[str, ...]:
        """Where files of its picture may lie."""
        if self.picture is None:
            return ()
        folder = self.picture.key.removeprefix(PICTURES).partition("/")[0]
        sizes = (AVATAR_SIZE,) if self.purpose is Purpose.AVATAR else SIZES
        return tuple(file_key(folder, size) for size in sizes)


def day_of(moment: datetime) -> str:
    """The day, in UTC, that a picture counts for."""
    return moment.date().isoformat()


def main_size(purpose: Purpose) -> int:
    """The size whose file the picture's key names."""
    return AVATAR_SIZE if purpose is Purpose.AVATAR else SHOWN_SIZE


def file_key(folder: str, size: int | str) -> str:
    """Where one of the files of a picture lies."""
    return f"{PICTURES}{folder}/{size}.webp"


def uploaded_id(key: str) -> MediaId:
    """Whose upload lies under this key."""
    return MediaId(key.rpartition("/")[2])


def _free_place(day: str, taken: frozenset[str]) -> str:
    """Any of the free ones: of several requests at once few choose the same, and of those the store takes one."""
    free = [place for number in range(MOST_A_DAY) if (place := f"{day}/{number}") not in taken]
    if not free:
        raise Refusal(Code.MEDIA_QUOTA_EXCEEDED)
    return secrets.choice(free)
