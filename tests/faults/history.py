"""Whether one course of events explains what clients were told: a search for a linearization, after Wing and Gong.

Each operation took effect at one moment between its asking and its answer; one that nobody heard of took effect at any
moment after its asking, or never. Histories are those of one thing, so the search stays small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, Protocol, Self, TypeVar

S = TypeVar("S")


class Effect(Protocol[S]):
    """What an operation does to a state; equal effects compare equal."""

    def after(self, state: S) -> S | None:
        """The state after it; None where it could not have been answered so."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """Units that were there were set aside."""

    units: int

    def after(self, available: int) -> int | None:
        return available - self.units if available >= self.units else None


@dataclass(frozen=True, slots=True)
class Returned:
    """Units came back."""

    units: int

    def after(self, available: int) -> int | None:
        return available + self.units


@dataclass(frozen=True, slots=True)
class Seen:
    """So many units were shown."""

    units: int

    def after(self, available: int) -> int | None:
        return available if available == self.units else None


@dataclass(frozen=True, slots=True)
class Operation(Generic[S]):
    """`sure`: it did happen; otherwise it may have."""

    effect: Effect[S]
    begun: float
    ended: float = inf
    sure: bool = True

    @classmethod
    def at(cls, effect: Effect[S], moment: float) -> Self:
        return cls(effect, moment, moment)


def unexplained(operations: Sequence[Operation[S]], start: S) -> Operation[S] | None:
    """None where some course of events explains them all; else the operation at which the best attempt ended.

    Of equal effects that may come next only the one that ended first is tried: any course with another one first
    stays possible when the two change places.
    """
    history = sorted(operations, key=lambda it: it.ended)
    everything = (1 << len(history)) - 1
    seen: set[tuple[int, S]] = set()
    open_ends = [(everything, start)]
    fewest, stuck = inf, None
    while open_ends:
        left, state = open_ends.pop()
        if (left, state) in seen:
            continue
        seen.add((left, state))
        waiting = [(place, it) for place, it in enumerate(history) if left >> place & 1]
        sure = [it for _, it in waiting if it.sure]
        if not sure:
            return None
        if len(sure) < fewest:
            fewest, stuck = len(sure), sure[0]
        next_ones = {it.effect: (place, it) for place, it in reversed(waiting) if it.begun <= sure[0].ended}
        for effect, (place, _) in next_ones.items():
            if (then := effect.after(state)) is not None:
                open_ends.append((left & ~(1 << place), then))
    return stuck
