"""The one writer: all or nothing, one winner, and the first answer to every repeat."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.listings import pushes
from handlers.ports import Work
from models.account import Account
from models.errors import Code, Refusal
from models.ids import AccountId, ListingId
from models.listing import Listing
from server.seams import Once, Recalled, VersionConflict, unpack
from tests.server.stores.mongo.conftest import Document, Writer
from tests.support.listings import NOON, a_listing

COUNT = 20


def inserting(*listings: Listing, taken: Code | None = None) -> Work:
    work = Work()
    for it in listings:
        work.insert(it, *pushes.published(it, pushes.feeds_of(it)), taken=taken)
    return work


def saving(*listings: Listing) -> Work:
    """Each as the next version of itself."""
    work = Work()
    for it in listings:
        newer = replace(it, version=it.version + 1)
        work.save(newer, pushes.revised(newer))
    return work


async def ended(*commits: Any) -> list[Any]:
    return await asyncio.gather(*commits, return_exceptions=True)


async def versions(database: AsyncDatabase[Document], *listings: Listing) -> list[int | None]:
    """The stored versions of these, None for those that are not stored."""
    stored = {doc["_id"]: doc["version"] async for doc in database["listings"].find()}
    return [stored.get(it.id) for it in listings]


async def test_what_is_written_is_what_will_be_announced(writer: Writer, database: AsyncDatabase[Document]) -> None:
    it = a_listing()
    said, recalled = await writer.committer.commit(inserting(it), None, b"")
    assert recalled is None
    assert [(one.source, one.version, one.part, one.name) for one in said] == [(it.id, 1, 0, "listing:published")]
    doc = await database["listings"].find_one({"_id": it.id})
    assert doc
    assert unpack(doc["said"]) == list(said)


async def test_nothing_to_write_is_nothing_to_say(writer: Writer) -> None:
    assert await writer.committer.commit(Work(), None, b"") == ([], None)


async def test_a_repeat_gets_the_first_answer_and_writes_nothing(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    it = a_listing()
    once = Once(it.id, "hash")
    await writer.committer.commit(inserting(it), once, b'{"n":1}')
    again = inserting(replace(it, version=7))
    assert await writer.committer.commit(again, once, b'{"n":2}') == ((), Recalled("hash", b'{"n":1}'))
    assert await writer.committer.recall(once) == Recalled("hash", b'{"n":1}')
    assert await versions(database, it) == [1]


async def test_twins_on_two_processes_have_one_winner_and_one_answer(writers: list[Writer]) -> None:
    it = a_listing()
    once = Once(it.id, "hash")
    results = await asyncio.gather(
        *(writers[n % 2].committer.commit(inserting(it), once, b"%d" % n) for n in range(COUNT))
    )
    (winner,) = [n for n, (_, recalled) in enumerate(results) if recalled is None]
    others = [recalled for _, recalled in results if recalled]
    assert others == [Recalled("hash", b"%d" % winner)] * (COUNT - 1)


async def test_a_request_that_was_never_tried_is_not_recalled(writer: Writer) -> None:
    assert await writer.committer.recall(Once("unheard of", "hash")) is None


async def test_a_key_that_is_taken_is_refused_as_the_writer_wants_it(writer: Writer) -> None:
    it = a_listing()
    await writer.committer.commit(inserting(it), None, b"")
    with pytest.raises(Refusal) as no:
        await writer.committer.commit(inserting(it, taken=Code.LISTING_DUPLICATE), None, b"")
    assert no.value.code is Code.LISTING_DUPLICATE


async def test_of_many_who_change_one_version_one_wins(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    it = a_listing()
    await writers[0].committer.commit(inserting(it), None, b"")
    results = await ended(*(writers[n % 2].committer.commit(saving(it), None, b"") for n in range(COUNT)))
    losers = [one for one in results if isinstance(one, VersionConflict)]
    assert len(losers) == COUNT - 1
    assert await versions(database, it) == [2]


async def test_a_change_keeps_what_it_does_not_name(writer: Writer, database: AsyncDatabase[Document]) -> None:
    it = a_listing()
    await writer.committer.commit(inserting(it), Once(it.id, "hash"), b"{}")
    await writer.committer.commit(saving(it), None, b"")
    assert await writer.committer.recall(Once(it.id, "hash")) == Recalled("hash", b"{}")


async def test_rights_that_change_are_dated_by_the_database(writer: Writer, database: AsyncDatabase[Document]) -> None:
    account = Account.opened(AccountId("a1"), "anna", "$argon2id$", "Anna", NOON)
    work = Work()
    work.insert(account)
    await writer.committer.commit(work, None, b"")
    work = Work()
    work.save(replace(account, version=2), rights=True)
    await writer.committer.commit(work, None, b"")
    doc = await database["accounts"].find_one()
    hello = await database.command("hello")
    assert doc
    assert abs((doc["rights_changed_at"].replace(tzinfo=None) - hello["localTime"]).total_seconds()) < 60


async def test_two_documents_are_written_together(writer: Writer, database: AsyncDatabase[Document]) -> None:
    one, other = a_listing(), a_listing()
    said, _ = await writer.committer.commit(inserting(one, other), None, b"")
    assert [it.source for it in said] == [one.id, other.id]
    await writer.committer.commit(saving(one, other), None, b"")
    assert await versions(database, one, other) == [2, 2]


async def test_of_two_documents_none_is_written_when_one_has_changed(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    changed, fresh = a_listing(), a_listing()
    await writer.committer.commit(inserting(changed), None, b"")
    work = inserting(fresh)
    work.save(replace(changed, version=9))
    with pytest.raises(VersionConflict):
        await writer.committer.commit(work, None, b"")
    assert await versions(database, changed, fresh) == [1, None]


async def test_of_two_documents_none_is_written_when_a_key_is_taken(
    writer: Writer, database: AsyncDatabase[Document]
) -> None:
    it = a_listing()
    await writer.committer.commit(inserting(it), None, b"")
    work = saving(it)
    work.insert(it, taken=Code.HANDLE_TAKEN)
    with pytest.raises(Refusal) as no:
        await writer.committer.commit(work, None, b"")
    assert no.value.code is Code.HANDLE_TAKEN
    assert await versions(database, it) == [1]


async def test_a_request_that_writes_two_documents_is_answered_once_too(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    own, other = a_listing(), a_listing()
    await writers[0].committer.commit(inserting(other), None, b"")
    once = Once(own.id, "hash")

    def both() -> Work:
        work = inserting(own)
        work.insert(replace(other, id=ListingId(f"next to {own.id}")))
        return work

    results = await ended(*(writers[n % 2].committer.commit(both(), once, b"%d" % n) for n in range(6)))
    (winner,) = [n for n, (_, recalled) in enumerate(results) if recalled is None]
    assert [it for _, it in results if it] == [Recalled("hash", b"%d" % winner)] * 5
    assert await writers[1].committer.commit(both(), once, b"") == ((), Recalled("hash", b"%d" % winner))
    assert await database["listings"].count_documents({}) == 3


async def test_of_many_who_change_the_same_two_one_wins_both(
    writers: list[Writer], database: AsyncDatabase[Document]
) -> None:
    pair = a_listing(), a_listing()
    await writers[0].committer.commit(inserting(*pair), None, b"")
    commits = [writers[n % 2].committer.commit(saving(*(pair if n % 3 else pair[::-1])), None, b"") for n in range(12)]
    results = await ended(*commits)
    assert len([one for one in results if isinstance(one, VersionConflict)]) == 11
    assert await versions(database, *pair) == [2, 2]


async def test_a_key_that_is_taken_while_nobody_expected_it_runs_the_request_anew(writer: Writer) -> None:
    it = a_listing()
    await writer.committer.commit(inserting(it), None, b"")
    with pytest.raises(VersionConflict):
        await writer.committer.commit(inserting(it), None, b"")
    with pytest.raises(VersionConflict):
        await writer.committer.commit(inserting(a_listing(), it), None, b"")


async def test_a_change_waits_for_its_moment_by_the_database_s_clock(writer: Writer) -> None:
    it, now = a_listing(), datetime.now(UTC)
    await writer.committer.commit(inserting(it), None, b"")
    changed = replace(it, version=2)
    early, due = Work(), Work()
    early.save(changed, not_before=now + timedelta(minutes=1))
    due.save(changed, not_before=now - timedelta(minutes=1))
    with pytest.raises(VersionConflict):
        await writer.committer.commit(early, None, b"")
    await writer.committer.commit(due, None, b"")
