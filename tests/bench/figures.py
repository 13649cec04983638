"""From windows to figures: rates, latencies, CPU time an operation, and whether a target is met."""

import os
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

MICRO = 1_000_000
HUNDREDTHS_A_MS = 100
TOLERABLE_PERCENT = 5.0

Value = float | int | str


@dataclass(frozen=True, slots=True)
class Figures:
    """All windows of one subject at one piece of work, added up."""

    operations: int
    """What the CPU time is divided by: acks, deliveries, departures."""
    answers: int
    failures: int
    seconds: float
    latencies: Counter[int]
    cpu: Counter[str]
    costs: tuple[float, ...]
    """Server CPU an operation of each window, in microseconds."""
    refused: Counter[str]

    @classmethod
    def of(cls, windows: Sequence[Mapping[str, Any]], unit: str = "operations") -> Self:
        """Windows as the load generator tells them; `unit` names what is counted."""
        latencies: Counter[int] = Counter()
        cpu: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        for window in windows:
            latencies.update(dict(window.get("latencies", ())))
            cpu.update(window["cpu"])
            refused.update(window.get("refused", {}))
        dropped = sum(window.get("lost", 0) + window.get("unanswered", 0) for window in windows)
        return cls(
            operations=sum(window[unit] for window in windows),
            answers=latencies.total(),
            failures=refused.total() + dropped,
            seconds=sum(window["seconds"] for window in windows),
            latencies=latencies,
            cpu=cpu,
            costs=tuple(window["cpu"]["server"] / max(window[unit], 1) * MICRO for window in windows),
            refused=refused,
        )

    @property
    def per_second(self) -> float:
        return self.operations / self.seconds

    @property
    def error_percent(self) -> float:
        return 100 * self.failures / max(self.answers, 1)

    @property
    def mean_ms(self) -> float:
        hundredths = sum(latency * count for latency, count in self.latencies.items())
        return hundredths / max(self.answers, 1) / HUNDREDTHS_A_MS

    def percentile_ms(self, share: float) -> float:
        """The latency that this share of the answers did not exceed."""
        left = share * self.answers
        for latency in sorted(self.latencies):
            left -= self.latencies[latency]
            if left <= 0:
                return latency / HUNDREDTHS_A_MS
        return 0.0

    def cpu_us(self, group: str = "server") -> float:
        """CPU time of these processes an operation."""
        return float(self.cpu[group]) / max(self.operations, 1) * MICRO

    def busy_percent(self, group: str = "server") -> float:
        """Of one processor."""
        return 100 * float(self.cpu[group]) / self.seconds

    @property
    def others_percent(self) -> float:
        """Of the whole machine: what programs took that have nothing to do with this."""
        return self.busy_percent("others") / (os.cpu_count() or 1)

    @property
    def spread_percent(self) -> float:
        """How far the dearest and the cheapest window lie apart: what of a difference may be noise."""
        middle = statistics.median(self.costs)
        return 100 * (max(self.costs) - min(self.costs)) / middle if middle else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a benchmark's table; columns say their unit."""

    subject: str
    figures: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that has to stay within a bound."""

    what: str
    value: float
    bound: float
    at_most: bool = True
    unit: str = "x"

    @property
    def met(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def __str__(self) -> str:
        word = "at most" if self.at_most else "at least"
        verdict = "met" if self.met else "MISSED"
        return f"{self.what}: {shown(self.value)}{self.unit}, target {word} {shown(self.bound)}{self.unit}: {verdict}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark found."""

    rows: Sequence[Row]
    targets: Sequence[Target] = ()
    notes: Sequence[str] = field(default=())


def noise(figures: Iterable[Figures]) -> list[str]:
    """A warning, if others worked on the machine at the same time."""
    worst = max(it.others_percent for it in figures)
    if worst <= TOLERABLE_PERCENT:
        return []
    return [
        f"Others used up to {worst:.0f} % of the machine: rates and latencies are worth little, CPU times rise too."
    ]


def shown(value: Value) -> str:
    """A figure with as many digits as it deserves."""
    if isinstance(value, str):
        return value
    size = abs(value)
    if isinstance(value, int) or size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def share(ours: float, theirs: float) -> float:
    """How many times theirs ours is."""
    return ours / theirs if theirs else float("inf")
