"""Requests with one answer: the clock, putting up a listing, and the owner's reference table."""

from collections.abc import Mapping
from typing import Any

from tests.bench import meter
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, Value, noise, share
from tests.bench.stage import Lane, Stage, Windows

REFERENCE: Mapping[int, Mapping[str, Value]] = {
    100: {"operations/s": 1_280, "mean ms": 78, "p99 ms": 210, "errors %": 0.0},
    500: {"operations/s": 3_150, "mean ms": 156, "p99 ms": 490, "errors %": 0.02},
}
"""What the owner was quoted for another server, on other hardware, by concurrency."""


async def clock(stage: Stage, plan: Plan) -> Outcome:
    async with stage.lanes() as lanes:
        for lane in lanes:
            await lane.open(plan.sockets)
        windows = await _driven(stage, plan, lanes, {lane.subject.name: lane.subject.words.time for lane in lanes})
    figures = _figures(windows)
    ratio = share(figures["Souk"].cpu_us(), figures["Node"].cpu_us())
    return Outcome(
        [Row(name, _columns(it)) for name, it in figures.items()],
        [Target("CPU of an ack against Node's", ratio, 2.0)],
        noise(figures.values()),
    )


async def publish(stage: Stage, plan: Plan) -> Outcome:
    async with stage.lanes() as lanes:
        await _authenticated(stage, plan, lanes)
        windows = await _driven(stage, plan, lanes, {lane.subject.name: lane.subject.words.create for lane in lanes})
    figures = _figures(windows)
    mine, nodes = figures["Souk"], figures["Node"]
    return Outcome(
        [Row(name, _columns(it) | _stores(it)) for name, it in figures.items()],
        [
            Target("listings a second against Node", share(mine.per_second, nodes.per_second), 2.0, at_most=False),
            Target("CPU of the web process against Node's", share(mine.cpu_us(), nodes.cpu_us()), 0.6),
        ],
        [*_refusals(figures), *noise(figures.values())],
    )


async def reference(stage: Stage, plan: Plan) -> Outcome:
    rows, notes = [], []
    async with stage.lanes() as lanes:
        await _authenticated(stage, plan, lanes)
        for concurrency, theirs in REFERENCE.items():
            requests = {lane.subject.name: lane.subject.words.create for lane in lanes}
            figures = _figures(await _driven(stage, plan, lanes, requests, clients=concurrency))
            notes += noise(figures.values())
            rows.append(Row("reference", {"concurrency": concurrency, **theirs}))
            rows += [Row(name, {"concurrency": concurrency, **_like_theirs(it)}) for name, it in figures.items()]
    return Outcome(rows, notes=notes)


async def _authenticated(stage: Stage, plan: Plan, lanes: list[Lane]) -> None:
    """Each of our sockets signed in as somebody else; the peers know no accounts."""
    tokens = await stage.tokens(plan.sockets)
    for lane in lanes:
        await lane.open(plan.sockets, tokens=tokens if lane.subject.name == "Souk" else ())


async def _driven(
    stage: Stage, plan: Plan, lanes: list[Lane], requests: Mapping[str, str], *, clients: int = 0
) -> Windows:
    """A round that is not counted, so that caches, pools and compilers are warm, then those that are.

    Stores and worker are charged with what they do until they are done, which may be long after the acks.
    """

    async def drive(lane: Lane, seconds: float = plan.window) -> dict[str, Any]:
        request, aftermath = requests[lane.subject.name], meter.Window(stage.stores)
        told = await lane.order("drive", request=request, seconds=seconds, warm_up=plan.warm_up, clients=clients)
        await stage.settle()
        _, cpu = aftermath.close()
        told["cpu"] |= {name: cpu[name] * told["operations"] / told["asked"] for name in stage.stores}
        return told

    await stage.in_turn(lanes, 1, lambda lane: drive(lane, plan.warming))
    return await stage.in_turn(lanes, plan.rounds, drive)


def _figures(windows: Windows) -> dict[str, Figures]:
    return {name: Figures.of(found) for name, found in windows.items()}


def _columns(it: Figures) -> dict[str, Value]:
    return {
        "operations/s": it.per_second,
        "CPU us/op": it.cpu_us(),
        "spread %": it.spread_percent,
        "busy %": it.busy_percent(),
        "starved %": it.busy_percent("starved"),
        "mean ms": it.mean_ms,
        "p50 ms": it.percentile_ms(0.5),
        "p99 ms": it.percentile_ms(0.99),
        "errors %": it.error_percent,
    }


def _stores(it: Figures) -> dict[str, Value]:
    """What the work costs elsewhere: part of the truth, not of the target."""
    return {f"{name} us": it.cpu_us(name) for name in ("mongod", "valkey", "worker", "meilisearch")}


def _like_theirs(it: Figures) -> dict[str, Value]:
    return {
        "operations/s": it.per_second,
        "mean ms": it.mean_ms,
        "p99 ms": it.percentile_ms(0.99),
        "errors %": it.error_percent,
    }


def _refusals(figures: Mapping[str, Figures]) -> list[str]:
    """The most frequent refusal of each, word for word: a benchmark of refusals would be worth nothing."""
    return [f"{name} refused {it.refused.most_common(1)[0]}" for name, it in figures.items() if it.refused]


BENCHMARKS = (
    Benchmark(
        "time",
        "Each socket asks for the server's clock, one request in flight: `server:time` against a bare echo.",
        "500 anonymous sockets; nobody watches.",
        clock,
    ),
    Benchmark(
        "publish",
        "Each socket puts up listings, one request in flight: `listing:publish`, checked, limited, idempotent, "
        "announced and indexed, against a bare insert of the same body; both acknowledged by the majority.",
        "500 sockets, ours signed in to 500 accounts; nobody watches.",
        publish,
    ),
    Benchmark(
        "reference",
        "The table that the owner was quoted (reference, other hardware), beside the same work here: `listing:publish` "
        "at two concurrencies.",
        "As many sockets as the concurrency ask, of 500 that are open, ours signed in; nobody watches.",
        reference,
    ),
)
