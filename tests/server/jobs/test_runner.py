"""Jobs: run again and again, committed as one unit, and what happens when they fail."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from handlers.contract import Job, JobCall
from handlers.listings import pushes
from handlers.ports import Work
from models.errors import Code, Refusal
from models.listing import Listing
from server.app import Stores
from server.jobs.leadership import Lease
from server.jobs.metrics import WorkerMetrics
from server.jobs.runner import Runner
from server.seams import LeaseLost, StoreAway
from tests.server.jobs.conftest import Heard
from tests.support.listings import a_listing
from tests.support.stores import Shelf

LEASE = Lease("job:sweep", 1, float("inf"))


@pytest.fixture
def runner(stores: Stores, heard: Heard, metrics: WorkerMetrics) -> Runner:
    return Runner(stores.shop_for(Work()), stores.committer, heard, metrics)


def a_job(run: Callable[[JobCall], Awaitable[None]], *, every: float = 0.01) -> Job:
    return Job("sweep", every, run)


def withdrawing(*listings: Listing) -> Job:
    async def sweep(call: JobCall) -> None:
        for it in listings:
            current = await call.shop.listings.find(it.id)
            assert current
            withdrawn = current.withdraw()
            call.shop.work.save(withdrawn, pushes.withdrawn(withdrawn))

    return a_job(sweep)


def runs(metrics: WorkerMetrics, outcome: str) -> float:
    count: float = metrics.runs.labels("sweep", outcome)._value.get()
    return count


async def test_what_a_job_stages_is_written_and_announced(
    stores: Stores, runner: Runner, shelf: Shelf, heard: Heard, metrics: WorkerMetrics
) -> None:
    its = a_listing(), a_listing()
    await shelf.put(*its)
    assert await runner.run(withdrawing(*its))
    stored = await stores.listings.find_many([it.id for it in its])
    assert {it.version for it in stored.values()} == {2}
    assert heard.versions == [(it.id, 2) for it in its]
    assert runs(metrics, "done") == 1


async def test_a_conflict_runs_it_anew(stores: Stores, runner: Runner, shelf: Shelf) -> None:
    it = a_listing()
    await shelf.put(it)
    tries = 0

    async def sweep(call: JobCall) -> None:
        nonlocal tries
        tries += 1
        current = await call.shop.listings.find(it.id)
        assert current
        if tries == 1:
            await shelf.change(current)
        withdrawn = current.withdraw()
        call.shop.work.save(withdrawn, pushes.withdrawn(withdrawn))

    assert await runner.run(a_job(sweep))
    stored = await stores.listings.find(it.id)
    assert stored
    assert (tries, stored.version) == (2, 3)


async def test_a_conflict_every_time_is_a_failure_that_wrote_nothing(
    stores: Stores, runner: Runner, shelf: Shelf, metrics: WorkerMetrics
) -> None:
    it = a_listing()
    await shelf.put(it)

    async def sweep(call: JobCall) -> None:
        late = replace(it, version=it.version + 5)
        call.shop.work.save(late, pushes.withdrawn(late))

    assert not await runner.run(a_job(sweep))
    assert runs(metrics, "failed") == 1
    assert await stores.listings.find(it.id) == it


async def test_a_refusal_ends_the_run_and_writes_nothing(
    runner: Runner, shelf: Shelf, stores: Stores, metrics: WorkerMetrics
) -> None:
    it = a_listing()
    await shelf.put(it)

    async def sweep(call: JobCall) -> None:
        withdrawn = it.withdraw()
        call.shop.work.save(withdrawn, pushes.withdrawn(withdrawn))
        raise Refusal(Code.LISTING_SOLD)

    assert await runner.run(a_job(sweep))
    assert runs(metrics, "refused") == 1
    assert await stores.listings.find(it.id) == it


async def test_a_store_that_is_away_is_met_again_later(runner: Runner, metrics: WorkerMetrics) -> None:
    tries = 0

    async def sweep(_: JobCall) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StoreAway("mongo")
        raise LeaseLost("enough")

    with pytest.raises(LeaseLost, match="enough"):
        await runner.duty(a_job(sweep))(LEASE)
    assert runs(metrics, "failed") == 2


async def test_a_fault_ends_the_duty_and_is_counted(runner: Runner, metrics: WorkerMetrics) -> None:
    async def sweep(_: JobCall) -> None:
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        await runner.duty(a_job(sweep))(LEASE)
    assert runs(metrics, "broken") == 1


async def test_a_run_has_a_deadline(runner: Runner, metrics: WorkerMetrics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.jobs.runner.DEADLINE_SECONDS", 0.01)

    async def sweep(_: JobCall) -> None:
        await asyncio.Event().wait()

    assert not await runner.run(a_job(sweep))
    assert runs(metrics, "failed") == 1


async def test_an_announcer_that_is_away_fails_no_job(
    runner: Runner, shelf: Shelf, heard: Heard, metrics: WorkerMetrics
) -> None:
    it = a_listing()
    await shelf.put(it)
    heard.away = True
    assert await runner.run(withdrawing(it))
    assert runs(metrics, "done") == 1


async def test_nothing_runs_when_the_lease_is_over(runner: Runner) -> None:
    async def sweep(_: JobCall) -> None:
        raise AssertionError

    with pytest.raises(LeaseLost):
        await runner.duty(a_job(sweep))(Lease("job:sweep", 1, 0))


async def test_parts_are_written_each_by_itself_whatever_becomes_of_the_others(
    stores: Stores, runner: Runner, shelf: Shelf, heard: Heard, metrics: WorkerMetrics
) -> None:
    first, stale, last = a_listing(), a_listing(), a_listing()
    await shelf.put(first, stale, last)

    async def sweep(call: JobCall) -> None:
        for it in (first, replace(stale, version=7), last):
            withdrawn = it.withdraw()
            call.shop.work.part().save(withdrawn, pushes.withdrawn(withdrawn))

    assert await runner.run(a_job(sweep))
    stored = await stores.listings.find_many([first.id, stale.id, last.id])
    assert [stored[it.id].version for it in (first, stale, last)] == [2, 1, 2]
    assert sorted(heard.versions) == sorted([(first.id, 2), (last.id, 2)])
    assert runs(metrics, "done") == 1
