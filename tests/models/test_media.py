"""Pictures on their way: states, places of a day, and names in the object store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models import media
from models.errors import Code, Refusal
from models.ids import AccountId, MediaId
from models.media import Flaw, Format, Media, MediaState, Picture, Purpose

NOW = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
PHOTO = Picture(MediaId("m1"), "pictures/m1/960.webp", "", 960, 720, "data:,")


def awaited(taken: frozenset[str] = frozenset()) -> Media:
    return Media.awaited(MediaId("m1"), AccountId("anna"), Purpose.LISTING, Format.JPEG, 1000, taken, NOW)


def test_a_form_is_good_for_half_an_hour_and_takes_a_place_of_the_day() -> None:
    it = awaited()
    assert (it.version, it.state, it.flaw, it.picture) == (1, MediaState.AWAITED, None, None)
    assert it.expires_at - NOW == media.UPLOAD_TIME
    assert it.place
    assert it.place.startswith("2026-11-23/")


def test_confirming_counts_once() -> None:
    confirmed = awaited().confirm()
    assert (confirmed.state, confirmed.version) == (MediaState.PENDING, 2)
    assert confirmed.confirm() is confirmed
    refused = confirmed.refuse(Flaw.DAMAGED)
    assert refused.confirm() is refused


def test_what_was_looked_at_is_ready_or_refused() -> None:
    pending = awaited().confirm()
    ready = replace(pending, version=3, state=MediaState.READY, picture=PHOTO, recheck_at=NOW + media.UNUSED_TIME)
    assert pending.accept(PHOTO, NOW) == ready
    assert pending.refuse(Flaw.ANIMATED) == replace(pending, version=3, state=MediaState.REFUSED, flaw=Flaw.ANIMATED)


def test_a_picture_is_kept_for_another_week_or_dropped_and_emptied() -> None:
    ready = awaited().confirm().accept(PHOTO, NOW)
    later = NOW + timedelta(days=8)
    assert ready.keep(later) == replace(ready, version=4, recheck_at=later + media.UNUSED_TIME)
    dropped = ready.drop(later)
    assert dropped == replace(ready, version=4, state=MediaState.DROPPED, recheck_at=later)
    assert dropped.emptied() == replace(dropped, version=5, picture=None, recheck_at=None)


def test_what_is_kept_in_any_case_does_not_change_by_being_shown() -> None:
    kept = replace(awaited().confirm().accept(PHOTO, NOW), recheck_at=None)
    assert kept.keep(NOW) is kept


def test_files_of_a_picture_are_those_of_its_purpose() -> None:
    pending = awaited().confirm()
    assert pending.file_keys == ()
    sizes = [f"pictures/m1-ab/{size}.webp" for size in (1920, 960, 320)]
    photo = replace(PHOTO, key="pictures/m1-ab/960.webp")
    assert list(pending.accept(photo, NOW).file_keys) == sizes
    face = replace(pending, purpose=Purpose.AVATAR).accept(replace(PHOTO, key="pictures/m1-ab/200.webp"), NOW)
    assert face.file_keys == ("pictures/m1-ab/200.webp",)


def test_the_last_free_place_of_a_day_is_found_and_none_behind_it() -> None:
    every = [f"2026-11-23/{number}" for number in range(media.MOST_A_DAY)]
    assert awaited(frozenset(every[:-1])).place == every[-1]
    with pytest.raises(Refusal) as refused:
        awaited(frozenset(every))
    assert refused.value.code is Code.MEDIA_QUOTA_EXCEEDED


def test_names_tell_whose_upload_it_is() -> None:
    assert awaited().upload_key == "uploads/anna/m1"
    assert media.uploaded_id("uploads/anna/m1") == "m1"
    assert media.file_key("m1-ab", media.main_size(Purpose.LISTING)) == "pictures/m1-ab/960.webp"
    assert media.file_key("m1-ab", media.main_size(Purpose.AVATAR)) == "pictures/m1-ab/200.webp"
