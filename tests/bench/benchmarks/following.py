"""Clients that follow listings: all of them lose the network at once, or hear what happens on another process."""

from typing import Any

import orjson

from models.ids import random_id
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, Value, noise
from tests.bench.stage import Lane, Stage
from tests.bench.subjects import LISTING

LISTINGS = 10
EVENTS_A_SECOND = 50
"""In the rooms of every client: each is told every event."""
BEFORE_SECONDS = 3.0
AFTER_SECONDS = 5.0
BACK_SECONDS = 5.0
CROSSING_MS = 50.0


async def storm(stage: Stage, plan: Plan) -> Outcome:
    rows, targets, notes = [], [], []
    for webs in (1, 2):
        async with stage.lanes("Souk", webs=webs) as (lane,):
            await _gather(stage, plan, lane, talk_at=lane.subject.url, follow_at=[lane.subject.url])
            told = await _talk(lane, drop=True)
        it = Figures.of([told], "deliveries")
        rows.append(Row("Souk", {"web processes": webs, "clients": plan.followers, **_storm(told, it)}))
        where = f"with {webs} web process{'es' * (webs > 1)}"
        targets += [
            Target(f"clients not recovered {where}", plan.followers - told["recovered"], 0, unit=""),
            Target(f"until the last one is back {where}", told["last_back"], BACK_SECONDS, unit=" s"),
            Target(f"pushes lost or told twice {where}", told["lost"] + told["doubled"], 0, unit=""),
        ]
        notes += noise([it])
    return Outcome(rows, targets, notes)


async def crossing(stage: Stage, plan: Plan) -> Outcome:
    async with stage.lanes("Souk", webs=2) as (lane,):
        here, elsewhere = lane.subject.urls
        await _gather(stage, plan, lane, talk_at=here, follow_at=[elsewhere])
        told = await _talk(lane, drop=False)
    it = Figures.of([told], "deliveries")
    figures: dict[str, Value] = {
        "clients": plan.followers,
        "events/s": EVENTS_A_SECOND,
        "deliveries": told["deliveries"],
        "mean ms": it.mean_ms,
        "p50 ms": it.percentile_ms(0.5),
        "p99 ms": it.percentile_ms(0.99),
    }
    target = Target(
        "from a request to clients of the other process, p99", it.percentile_ms(0.99), CROSSING_MS, unit=" ms"
    )
    return Outcome([Row("Souk", figures)], [target], noise([it]))


async def _gather(stage: Stage, plan: Plan, lane: Lane, *, talk_at: str, follow_at: list[str]) -> None:
    (token,) = await stage.tokens(1)
    listings = [orjson.loads(LISTING.replace("@ID@", random_id())) for _ in range(LISTINGS)]
    await lane.load.order(
        "gather", talk_at=talk_at, follow_at=follow_at, count=plan.followers, token=token, listings=listings
    )
    await stage.settle()


async def _talk(lane: Lane, *, drop: bool) -> dict[str, Any]:
    told = await lane.order("talk", rate=EVENTS_A_SECOND, before=BEFORE_SECONDS, after=AFTER_SECONDS, drop=drop)
    await lane.load.order("dismiss")
    return told


def _storm(told: dict[str, Any], it: Figures) -> dict[str, Value]:
    return {
        "events/s": EVENTS_A_SECOND,
        "recovered": told["recovered"],
        "last back after s": told["last_back"],
        "deliveries": told["deliveries"],
        "lost": told["lost"],
        "told twice": told["doubled"],
        "CPU us/delivery": it.cpu_us(),
    }


BENCHMARKS = (
    Benchmark(
        "storm",
        "All clients lose the network at the same moment while the listings that they follow keep changing; they come "
        "back after 0.1 to 0.3 s, as the stock client does with a `reconnectionDelay` of 200 ms, and show what they "
        "heard last. Each must be told every version of every listing once. The peers have no recovery over processes.",
        "The clients themselves, each in the rooms of all listings.",
        storm,
    ),
    Benchmark(
        "crossing",
        "How long after somebody sends `listing:revise` to one process the clients of the other one hear of it: the "
        "write to a majority and the way through Valkey included.",
        "The clients themselves, all on the other process, each in the rooms of all listings.",
        crossing,
    ),
)
