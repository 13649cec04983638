"""Pictures in MongoDB: one's own, for what they were uploaded for; what waits; and places that nobody has twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from handlers.ports import Work
from models.ids import AccountId, MediaId
from models.media import Flaw, Format, Media, MediaState, Picture, Purpose
from server.seams import VersionConflict
from server.stores.mongo import pictures
from server.stores.mongo.pictures import MongoPictures
from tests.server.stores.mongo.conftest import Document, Writer

ANNA = AccountId("anna")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AWAITED = Media.awaited(MediaId("kettle"), ANNA, Purpose.LISTING, Format.JPEG, 1000, frozenset(), NOW)
PICTURE = Picture(
    MediaId("kettle"), "pictures/k/960.webp", "https://cdn.example/pictures/k/960.webp", 1920, 1440, "data:,"
)
READY = AWAITED.confirm().accept(PICTURE)


@pytest.fixture
def store(database: AsyncDatabase[Document]) -> MongoPictures:
    return MongoPictures(database, lambda key: f"https://cdn.example/{key}")


async def put(database: AsyncDatabase[Document], *media: Media) -> None:
    await database[pictures.COLLECTION].insert_many([pictures.to_doc(it) for it in media])


def named(it: Media, name: str, **changes: object) -> Media:
    return replace(it, id=MediaId(name), place=f"2026-11-23/{name}", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("it", [AWAITED, READY, AWAITED.confirm().refuse(Flaw.DAMAGED), replace(READY, place=None)])
async def test_an_upload_comes_back_as_it_was(
    database: AsyncDatabase[Document], store: MongoPictures, it: Media
) -> None:
    await put(database, it)
    assert await store.find(it.id) == it
    assert await store.find(MediaId("nowhere")) is None


async def test_only_ones_own_pictures_that_are_ready_are_given(
    database: AsyncDatabase[Document], store: MongoPictures
) -> None:
    others, pending = named(READY, "others", owner=AccountId("bert")), named(AWAITED.confirm(), "pending")
    face = named(READY, "face", purpose=Purpose.AVATAR)
    await put(database, READY, others, pending, face)
    names = [MediaId(name) for name in ("kettle", "others", "pending", "face", "nowhere")]
    assert await store.ready(ANNA, names) == {"kettle": PICTURE}
    assert list(await store.ready(ANNA, names, Purpose.AVATAR)) == ["face"]


async def test_what_waits_is_awaited_or_pending_and_the_oldest_is_looked_at_first(
    database: AsyncDatabase[Document], store: MongoPictures
) -> None:
    late = named(AWAITED.confirm(), "late", created_at=NOW + timedelta(minutes=2))
    early, refused = named(AWAITED.confirm(), "early"), named(AWAITED.confirm().refuse(Flaw.DAMAGED), "refused")
    await put(database, late, early, refused, AWAITED)
    every = [MediaId(name) for name in ("late", "early", "refused", "kettle", "nowhere")]
    assert await store.waiting(every) == {"late", "early", "kettle"}
    assert await store.pending(9, besides=()) == ["early", "late"]
    assert await store.pending(1, besides=()) == ["early"]
    assert await store.pending(9, besides=[early.id]) == ["late"]


async def test_places_are_taken_for_a_day(database: AsyncDatabase[Document], store: MongoPictures) -> None:
    yesterday = replace(AWAITED, id=MediaId("old"), place="2026-11-22/1")
    others = replace(AWAITED, id=MediaId("others"), owner=AccountId("bert"), place="2026-11-23/77")
    demo = [replace(READY, id=MediaId(f"demo{number}"), place=None) for number in range(2)]
    await put(database, AWAITED, yesterday, others, *demo)
    assert await store.places_taken(ANNA, "2026-11-23") == {AWAITED.place}


async def test_nobody_has_a_place_twice(database: AsyncDatabase[Document]) -> None:
    await put(database, AWAITED)
    with pytest.raises(DuplicateKeyError):
        await database[pictures.COLLECTION].insert_one(pictures.to_doc(replace(AWAITED, id=MediaId("second"))))


async def test_of_many_who_want_one_place_at_once_one_gets_it_and_the_others_ask_again(writers: list[Writer]) -> None:
    async def take(number: int) -> bool:
        work = Work()
        work.insert(replace(AWAITED, id=MediaId(f"m{number}")))
        try:
            await writers[number % 2].committer.commit(work, None, b"")
        except VersionConflict:
            return False
        return True

    assert sum(await asyncio.gather(*(take(number) for number in range(20)))) == 1


async def test_the_database_forgets_what_was_never_confirmed_and_what_was_refused(
    database: AsyncDatabase[Document],
) -> None:
    index = (await database[pictures.COLLECTION].index_information())["forgotten"]
    assert index["expireAfterSeconds"] == 1800
    assert set(index["partialFilterExpression"]["state"]["$in"]) == {MediaState.AWAITED, MediaState.REFUSED}
