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
READY = AWAITED.confirm().accept(PICTURE, NOW)
DUE = READY.recheck_at or NOW


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
    dropped = named(READY.drop(DUE), "dropped")
    others, pending = named(READY, "others", owner=AccountId("bert")), named(AWAITED.confirm(), "pending")
    face = named(READY, "face", purpose=Purpose.AVATAR)
    await put(database, READY, others, pending, face, dropped)
    names = [MediaId(name) for name in ("kettle", "others", "pending", "face", "dropped", "nowhere")]
    assert await store.ready(ANNA, names, Purpose.LISTING) == {"kettle": READY}
    assert list(await store.ready(ANNA, names, Purpose.AVATAR)) == ["face"]


async def test_what_waits_is_awaited_or_pending_and_the_oldest_is_looked_at_first(
    database: AsyncDatabase[Document], store: MongoPictures
) -> None:
    late = named(AWAITED.confirm(), "late", created_at=NOW + timedelta(minutes=2))
    early, refused = named(AWAITED.confirm(), "early"), named(AWAITED.confirm().refuse(Flaw.DAMAGED), "refused")
    await put(database, late, early, refused, AWAITED)
    every = [MediaId(name) for name in ("late", "early", "refused", "kettle", "nowhere")]
    assert await store.waiting(every) == {it.id: it for it in (late, early, AWAITED)}
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


async def test_and_dropped_pictures_once_their_files_are_gone(database: AsyncDatabase[Document]) -> None:
    index = (await database[pictures.COLLECTION].index_information())["emptied"]
    assert index["expireAfterSeconds"] == 0
    assert index["partialFilterExpression"] == {"state": MediaState.DROPPED, "picture": None}


async def test_what_is_due_is_looked_after_in_the_order_of_its_time(
    database: AsyncDatabase[Document], store: MongoPictures
) -> None:
    first = named(READY, "first", recheck_at=DUE - timedelta(days=1))
    for_ever = named(READY, "for_ever", recheck_at=None)
    later = named(READY, "later", recheck_at=DUE + timedelta(seconds=1))
    await put(database, READY, first, for_ever, later, named(AWAITED, "awaited"))
    assert await store.due(DUE, 9) == [first, READY]
    assert await store.due(DUE, 1) == [first]


SHOWN = {"id": "kettle"}


@pytest.mark.parametrize(
    ("collection", "document"),
    [
        ("listings", {"state": "withdrawn", "pictures": [{"id": "another"}, SHOWN]}),
        ("accounts", {"handle": "anna", "avatar": SHOWN}),
        ("orders", {"state": "completed", "item": {"picture": SHOWN}}),
        ("offers", {"state": "declined", "thing": {"picture": SHOWN}}),
        ("cases", {"state": "open", "owner": "anna"}),
    ],
)
async def test_a_picture_is_used_while_something_shows_it_or_its_owner_is_looked_into(
    database: AsyncDatabase[Document], store: MongoPictures, collection: str, document: Document
) -> None:
    others = named(READY, "others", owner=AccountId("bert"))
    assert await store.used([READY, others]) == frozenset()
    await database[collection].insert_one({"_id": "it", **document})
    assert await store.used([READY, others]) == {"kettle"}


async def test_a_case_that_is_decided_keeps_no_pictures(
    database: AsyncDatabase[Document], store: MongoPictures
) -> None:
    await database["cases"].insert_one({"_id": "it", "state": "decided", "owner": "anna"})
    assert await store.used([READY]) == frozenset()
