"""Ports of pictures: where uploads go, what became of them, and what makes pictures of them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from models.ids import AccountId, MediaId
from models.media import Developed, Flaw, Format, Media, Purpose


class Pictures(Protocol):
    async def ready(
        self, owner: AccountId, media_ids: Collection[MediaId], purpose: Purpose
    ) -> Mapping[MediaId, Media]:
        """Those of the pictures that belong to the owner, were uploaded for this and may be shown."""
        ...

    async def find(self, media_id: MediaId) -> Media | None: ...

    async def places_taken(self, owner: AccountId, day: str) -> frozenset[str]: ...

    async def waiting(self, media_ids: Collection[MediaId]) -> Mapping[MediaId, Media]:
        """Those whose upload is awaited or not looked at yet."""
        ...

    async def pending(self, limit: int, *, besides: Collection[MediaId]) -> Sequence[MediaId]:
        """Confirmed uploads that nobody has looked at, the oldest first."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Media]:
        """Those whose time to be looked after has come, longest due first."""
        ...

    async def used(self, media: Sequence[Media]) -> frozenset[MediaId]:
        """Those that a listing, avatar, order or offer shows, or whose owner moderators are looking into."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """Where and with which fields a client uploads one file."""

    url: str
    fields: Mapping[str, str]


class Files(Protocol):
    """The object store, as far as pictures need it. What waits raises StoreAway when it does not answer."""

    def url(self, key: str) -> str: ...

    def form(self, key: str, content_type: str, most_bytes: int, expires_at: datetime, now: datetime) -> Form: ...

    async def fetch(self, key: str, most_bytes: int) -> bytes | Flaw: ...

    async def keep(self, key: str, content: bytes) -> None:
        """Store a WebP file for good; its key must change when its content does."""
        ...

    async def drop(self, keys: Sequence[str]) -> None: ...

    def uploads(self) -> AsyncIterator[Sequence[str]]:
        """The keys of all uploads, some at a time."""
        ...


class Darkroom(Protocol):
    async def develop(self, content: bytes, content_type: Format, purpose: Purpose) -> Developed | Flaw:
        """Make pictures of an upload, whatever it is; takes seconds at most."""
        ...
