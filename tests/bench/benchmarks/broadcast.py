"""One message to many: CPU time a delivery, from the request to the last socket."""

import json
from typing import Any

from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, noise, share
from tests.bench.stage import Lane, Stage
from tests.bench.subjects import peer_words

PUBLISHES_A_SECOND = 15
"""Below what a feed shows one by one; the same pace for everybody."""


async def fan_out(stage: Stage, plan: Plan) -> Outcome:
    rows, targets, notes = [], [], []
    async with stage.lanes() as lanes:
        alone: dict[str, float] = {}
        for crowd in (1, *plan.crowds):
            tokens = await stage.tokens(1)
            for lane in lanes:
                words = lane.subject.words
                await lane.open(crowd, tokens=tokens if lane.subject.name == "Souk" else (), entrance=words.watch)
            figures = await _measured(stage, plan, lanes, crowd)
            notes += noise(it for it, _ in figures.values())
            rows += [Row(name, _columns(crowd, *it, alone.get(name))) for name, it in figures.items()]
            if crowd == 1:
                alone = {name: it.cpu_us() for name, (it, _) in figures.items()}
            else:
                ratio = share(figures["Souk"][0].cpu_us(), figures["Node"][0].cpu_us())
                targets.append(Target(f"CPU of a delivery to {crowd:,} watchers against Node's", ratio, 0.75))
    return Outcome(rows, targets, notes)


async def _measured(stage: Stage, plan: Plan, lanes: list[Lane], crowd: int) -> dict[str, tuple[Figures, int]]:
    """By subject, with the bytes of a push."""
    shouted = await _pushed_by_us(next(lane for lane in lanes if lane.subject.name == "Souk"))
    times = max(2, round(plan.window * PUBLISHES_A_SECOND * min(1.0, 1_000 / crowd)))

    async def broadcast(lane: Lane) -> dict[str, Any]:
        words = lane.subject.words if lane.subject.name == "Souk" else peer_words(shouted)
        interval = 1 / PUBLISHES_A_SECOND
        return await lane.order("broadcast", request=words.shout, push=words.pushed, times=times, interval=interval)

    await stage.in_turn(lanes, 1, broadcast)
    windows = await stage.in_turn(lanes, plan.rounds, broadcast)
    return {name: (Figures.of(found, "deliveries"), found[0]["push_bytes"]) for name, found in windows.items()}


async def _pushed_by_us(lane: Lane) -> str:
    """What we broadcast, for the peers to broadcast the same."""
    words = lane.subject.words
    told = await lane.order("broadcast", request=words.shout, push=words.pushed, times=1, interval=0)
    return json.dumps(json.loads(told["push"].removeprefix("42"))[1], ensure_ascii=False, separators=(",", ":"))


def _columns(crowd: int, it: Figures, push_bytes: int, alone: float | None) -> dict[str, Any]:
    """`alone` is what the request costs when nobody but the one who asks hears of it."""
    return {
        "watchers": crowd,
        "CPU us/delivery": it.cpu_us(),
        "of it the request": it.cpu_us() if alone is None else alone / crowd,
        "spread %": it.spread_percent,
        "deliveries": it.operations,
        "bytes a push": push_bytes,
        "last after, mean ms": it.mean_ms,
        "last after, p99 ms": it.percentile_ms(0.99),
        "errors %": it.error_percent,
    }


BENCHMARKS = (
    Benchmark(
        "fan-out",
        "One socket puts up a listing, everybody who watches the feed gets it: `listing:published` with its recovery "
        "offset against a bare broadcast of the same bytes. All CPU time between is counted, the request's too, "
        "which finds every cache cold at this pace and is measured by itself with one watcher.",
        "As many sockets as the table says, all of them in the room, none signed in but ours that asks.",
        fan_out,
    ),
)
