"""Sockets that do nothing and sockets that leave: memory, and what a departure costs among so many others."""

import asyncio
import resource
from functools import partial
from typing import Any

from tests.bench import meter
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Figures, Outcome, Row, Target, Value, noise, share
from tests.bench.stage import Lane, Stage

WARM = 100
"""Sockets that are open before memory is first looked at: what all sockets share is not theirs."""
SPARE_FILES = 200
REST_SECONDS = 2.0
KIB_MOST = 18.0
FLAT = 1.5
"""Noise between two figures that are meant to be the same."""


async def idle(stage: Stage, plan: Plan) -> Outcome:
    count, most = _possible(plan.idle), _possible(plan.idle_most)
    rows = [
        await _idle(stage, "Node", count),
        await _idle(stage, "stock", count),
        await _idle(stage, "Souk", count),
        await _idle(stage, "Souk", count, signed_in=True),
        await _idle(stage, "Souk", most, signed_in=True),
    ]
    kib = float(rows[-1].figures["KiB a socket"])
    return Outcome(rows, [Target(f"memory of one of {most:,} authenticated sockets", kib, KIB_MOST, unit=" KiB")])


async def _idle(stage: Stage, name: str, count: int, *, signed_in: bool = False) -> Row:
    tokens = await stage.tokens(count) if signed_in else []
    async with stage.lanes(name) as (lane,):
        await lane.open(WARM, tokens=tokens)
        await stage.settle()
        before = meter.resident_kib(lane.subject.pids)
        opened = await lane.open(count, tokens=tokens)
        await asyncio.sleep(REST_SECONDS)
        grown = meter.resident_kib(lane.subject.pids) - before
    figures: dict[str, Value] = {
        "sockets": count,
        "signed in": "yes" if signed_in else "no",
        "KiB a socket": grown / (count - WARM),
        "connect CPU us": Figures.of([opened]).cpu_us(),
        "connects/s": opened["operations"] / opened["seconds"],
    }
    return Row(name, figures)


async def leaving(stage: Stage, plan: Plan) -> Outcome:
    rows: list[Row] = []
    notes: list[str] = []
    costs: dict[str, list[float]] = {}
    async with stage.lanes("Souk", "Node") as lanes:
        for size in map(_possible, plan.departures):
            for lane in lanes:
                await lane.open(size, entrance=lane.subject.words.watch)
            rounds = max(2, plan.rounds * plan.departures[0] // size)
            windows = await stage.in_turn(lanes, rounds, partial(_leave, size=size))
            for name, found in windows.items():
                it = Figures.of(found)
                rows.append(
                    Row(name, {"sockets": size, "CPU us/departure": it.cpu_us(), "spread %": it.spread_percent})
                )
                costs.setdefault(name, []).append(it.cpu_us())
            notes += noise(map(Figures.of, windows.values()))
    ours = costs["Souk"]
    return Outcome(
        rows, [Target("cost of a departure among most against fewest", share(ours[-1], ours[0]), FLAT)], notes
    )


async def _leave(lane: Lane, *, size: int) -> dict[str, Any]:
    """Half of them hang up and come back; what the others cost meanwhile by being there is taken off."""
    rest = await lane.order("rest", seconds=REST_SECONDS)
    window = await lane.order("leave", count=size // 2)
    window["cpu"]["server"] -= rest["cpu"]["server"] * window["seconds"] / rest["seconds"]
    await lane.open(size, entrance=lane.subject.words.watch)
    return window


def _possible(count: int) -> int:
    """One process, ours or the load's, has no more sockets than it may have files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(count, files - SPARE_FILES)


BENCHMARKS = (
    Benchmark(
        "idle",
        "Resident memory that a process grows by for each socket that is connected and silent; fresh processes.",
        "The sockets themselves; none is in a room but, signed in, its account's.",
        idle,
    ),
    Benchmark(
        "departures",
        "Half of the sockets lose the network at once; what tidying up costs the server for each. Without the stock "
        "server, which would take minutes.",
        "As many sockets as the table says, all of them in one room.",
        leaving,
    ),
)
