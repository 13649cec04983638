"""Cases in MongoDB: what goes in comes out, and a subject has one open case."""

from datetime import timedelta
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from handlers.ports import Work
from models.case import Case, CaseState, Decision, Verdict
from models.errors import Refusal
from models.ids import AccountId
from server.seams import VersionConflict
from server.stores.mongo import cases
from server.stores.mongo.cases import MongoCases
from tests.server.stores.mongo.conftest import Writer
from tests.support.cases import a_case, a_report
from tests.support.listings import NOON

MINA = AccountId("mina")


async def put(writer: Writer, *its: Case) -> None:
    for it in its:
        work = Work()
        work.insert(it)
        await writer.committer.commit(work, None, b"")


def ended(case: Case) -> Case:
    decision = Decision(Verdict.BAN, "spam", MINA, "mina", NOON + timedelta(hours=1), NOON + timedelta(days=7), "live")
    return case.report(a_report("carl")).claimed(MINA, "mina", NOON).decided(decision)


@pytest.mark.parametrize("case", [a_case(), a_case().claimed(MINA, "mina", NOON), ended(a_case())])
def test_a_case_is_read_as_it_was_written(case: Case) -> None:
    assert cases.from_doc(cases.to_doc(case)) == case


async def test_a_subject_has_one_open_case_and_any_number_of_decided_ones(
    database: AsyncDatabase[dict[str, Any]], writer: Writer
) -> None:
    store = MongoCases(database)
    done, first = ended(a_case(subject_id="l1")), a_case(subject_id="l1")
    await put(writer, done, ended(a_case(subject_id="l1")), first)
    with pytest.raises(VersionConflict):
        await put(writer, a_case(subject_id="l1"))
    assert await store.find_open(first.subject) == first
    assert await store.find_open(a_case(subject_id="l2").subject) is None
    assert await store.find(done.id) == done


async def test_open_cases_come_oldest_first_and_decided_ones_latest_first(
    database: AsyncDatabase[dict[str, Any]], writer: Writer
) -> None:
    store = MongoCases(database)
    waiting, done = [a_case() for _ in range(5)], [ended(a_case()) for _ in range(5)]
    await put(writer, *waiting, *done)
    for state, all_of_them, backwards in ((CaseState.OPEN, waiting, False), (CaseState.DECIDED, done, True)):
        seen: list[Case] = []
        cursor = None
        while True:
            page = await store.page(state, 2, cursor)
            seen += page.items
            if (cursor := page.next_cursor) is None:
                break
        assert [it.id for it in seen] == sorted((it.id for it in all_of_them), reverse=backwards)


async def test_a_cursor_of_another_list_is_refused(database: AsyncDatabase[dict[str, Any]], writer: Writer) -> None:
    await put(writer, a_case(), a_case())
    cursor = (await MongoCases(database).page(CaseState.OPEN, 1, None)).next_cursor
    with pytest.raises(Refusal):
        await MongoCases(database).page(CaseState.DECIDED, 1, cursor)
