"""How much is measured, and what a benchmark is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.bench.figures import Outcome
from tests.bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of a run; `seconds` are measured of each subject at each piece of work, in `rounds` windows."""

    seconds: float = 7.5
    rounds: int = 5
    warm_up: float = 0.5
    warming: float = 6.0
    """Seconds of the round that is not counted: Node's compiler takes them (208 us a listing at first, 126 then)."""
    sockets: int = 500
    crowds: tuple[int, ...] = (1_000, 10_000)
    idle: int = 5_000
    idle_most: int = 19_000
    departures: tuple[int, ...] = (1_000, 10_000, 19_000)
    followers: int = 1_000

    @property
    def window(self) -> float:
        return self.seconds / self.rounds


QUICK = Plan(
    seconds=2.0,
    rounds=2,
    warm_up=0.3,
    warming=4.0,
    crowds=(500, 2_000),
    idle=500,
    idle_most=2_000,
    departures=(500, 2_000),
    followers=200,
)
"""Enough to see that everything works, not to believe the figures."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One question, and who else is connected while it is asked."""

    name: str
    does: str
    watchers: str
    run: Callable[[Stage, Plan], Awaitable[Outcome]]
