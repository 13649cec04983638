"""What may be asked for an upload, and what its owner sees of it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from handlers.media.payloads import MediaView, PresignUpload
from models.ids import AccountId, MediaId
from models.media import MOST_BYTES, Flaw, Format, Media, Picture, Purpose

NOW = datetime(2026, 11, 23, tzinfo=UTC)
AWAITED = Media.awaited(MediaId("m1"), AccountId("anna"), Purpose.LISTING, Format.PNG, 9, frozenset(), NOW)


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "image/gif", "image/avif", "text/html", "image/jpg", "IMAGE/JPEG", ""]
)
def test_no_form_is_given_for_other_kinds_of_files(kind: str) -> None:
    with pytest.raises(ValidationError):
        PresignUpload.model_validate_json(f'{{"purpose":"listing","content_type":"{kind}","bytes":9}}')


@pytest.mark.parametrize("size", [0, -1, MOST_BYTES + 1, 1.5])
def test_no_form_is_given_for_nothing_or_too_much(size: float) -> None:
    with pytest.raises(ValidationError):
        PresignUpload.model_validate_json(f'{{"purpose":"listing","content_type":"image/png","bytes":{size}}}')


def test_a_view_has_a_picture_or_a_reason_or_neither() -> None:
    pending = AWAITED.confirm()
    assert set(MediaView.of(pending).model_dump()) == {"id", "version", "purpose", "state"}
    assert MediaView.of(pending.refuse(Flaw.DAMAGED)).reason is Flaw.DAMAGED
    ready = pending.accept(Picture(AWAITED.id, "k", "https://cdn.example/k", 4, 3, "data:,"), NOW)
    picture = MediaView.of(ready).picture
    assert picture
    assert picture.url == "https://cdn.example/k"
    assert MediaView.of(ready.drop(NOW)).picture is None
