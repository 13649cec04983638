"""The audit in MongoDB: added to, read latest first, never changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Work
from models.ids import AuditId
from models.subject import Subject, SubjectKind
from server.stores.mongo import audit
from server.stores.mongo.audit import MongoAudit
from tests.models.test_audit import ENTRY
from tests.server.stores.mongo.conftest import Writer


async def test_entries_come_latest_first_all_or_of_one_subject(
    database: AsyncDatabase[dict[str, Any]], writer: Writer
) -> None:
    entries = [replace(ENTRY, id=AuditId(str(n)), at=ENTRY.at + timedelta(minutes=n)) for n in range(5)]
    entries[2] = replace(entries[2], subject=Subject(SubjectKind.LISTING, "l1", "Bicycle"))
    work = Work()
    for entry in entries:
        work.insert(entry)
    await writer.committer.commit(work, None, b"")
    store = MongoAudit(database)
    first = await store.page(None, 3, None)
    rest = await store.page(None, 3, first.next_cursor)
    assert [*first.items, *rest.items] == entries[::-1]
    assert rest.next_cursor is None
    assert (await store.page("l1", 3, None)).items == [entries[2]]


async def test_an_entry_is_never_changed(writer: Writer) -> None:
    work = Work()
    work.save(ENTRY)
    with pytest.raises(TypeError, match="only added to"):
        await writer.committer.commit(work, None, b"")


def test_an_entry_is_read_as_it_was_written() -> None:
    assert audit.from_doc(audit.to_doc(ENTRY)) == ENTRY
