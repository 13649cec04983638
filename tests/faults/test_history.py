"""The search for a course of events finds one where there is one, and none where there is none."""

from collections.abc import Sequence
from functools import reduce
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.history import Operation, Returned, Seen, Taken, unexplained

One = Operation[int]
History = Sequence[One]
START: int | None = 2


def op(effect: Taken | Returned | Seen, begun: float, ended: float) -> One:
    return Operation(effect, begun, ended)


def unheard(effect: Taken | Returned, begun: float) -> One:
    return Operation(effect, begun, sure=False)


EXPLAINED: dict[str, History] = {
    "nothing": (),
    "one after the other": (op(Taken(1), 0, 1), op(Seen(1), 2, 3), op(Returned(1), 4, 5), op(Seen(2), 6, 7)),
    "a look during the taking sees either": (op(Taken(1), 0, 9), op(Seen(2), 1, 2), op(Seen(1), 3, 4)),
    "two at once": (op(Taken(1), 0, 5), op(Taken(1), 1, 4), op(Seen(0), 6, 7)),
    "what nobody heard of happened": (unheard(Taken(2), 0), op(Seen(0), 5, 6)),
    "what nobody heard of did not happen": (unheard(Taken(2), 0), op(Seen(2), 5, 6)),
    "what nobody heard of happened late": (unheard(Taken(1), 0), op(Seen(2), 1, 2), op(Seen(1), 3, 4)),
    "room was made in between": (op(Taken(2), 0, 1), op(Taken(1), 2, 9), op(Returned(1), 3, 4)),
}
NOT_EXPLAINED: dict[str, History] = {
    "more than there is": (op(Taken(2), 0, 1), op(Taken(1), 2, 3)),
    "more than there is, at once": (op(Taken(1), 0, 9), op(Taken(1), 0, 9), op(Taken(1), 0, 9)),
    "an old look after the taking": (op(Taken(1), 0, 1), op(Seen(2), 2, 3)),
    "back and forth": (op(Taken(1), 0, 9), op(Seen(1), 1, 2), op(Seen(2), 3, 4)),
    "seen before it was asked for": (op(Seen(1), 0, 1), unheard(Taken(1), 2)),
    "came back twice": (op(Taken(1), 0, 1), op(Returned(1), 2, 3), op(Seen(3), 4, 5)),
    "what nobody heard of cannot be both": (unheard(Taken(1), 0), op(Seen(1), 1, 2), op(Seen(2), 3, 4)),
    "room was made too late": (op(Taken(2), 0, 1), op(Taken(1), 2, 3), op(Returned(1), 4, 5)),
}


@pytest.mark.parametrize("history", EXPLAINED.values(), ids=EXPLAINED.keys())
def test_what_can_have_happened_is_explained(history: History) -> None:
    assert unexplained(history, 2) is None


@pytest.mark.parametrize("history", NOT_EXPLAINED.values(), ids=NOT_EXPLAINED.keys())
def test_what_cannot_have_happened_is_not(history: History) -> None:
    assert unexplained(history, 2) is not None


EFFECTS = st.builds(Taken, st.integers(1, 2)) | st.builds(Returned, st.just(1)) | st.builds(Seen, st.integers(0, 3))
TIMES = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted)
HEARD = st.builds(lambda effect, times: op(effect, *times), EFFECTS, TIMES)
UNHEARD = st.builds(lambda effect, begun: Operation(effect, begun, sure=False), EFFECTS, st.integers(0, 8))


@given(st.lists(HEARD | UNHEARD, max_size=5))
def test_it_finds_what_trying_every_order_finds(history: list[One]) -> None:
    assert (unexplained(history, 2) is None) == any(_possible(course) for course in _courses(history))


def _courses(history: History) -> Sequence[History]:
    """Every order of what happened surely with any of the rest."""
    sure = [it for it in history if it.sure]
    rest = [it for it in history if not it.sure]
    chosen = [some for count in range(len(rest) + 1) for some in combinations(rest, count)]
    return [course for some in chosen for course in permutations([*sure, *some])]


def _possible(course: History) -> bool:
    """Nothing comes before what had ended when it began, and each finds what it says."""
    if any(later.ended < it.begun for place, it in enumerate(course) for later in course[place:]):
        return False
    return reduce(lambda state, it: None if state is None else it.effect.after(state), course, START) is not None


def test_many_at_once_are_explained_quickly() -> None:
    """A hundred who ask at the same time, and thirty of whom nobody knows: equal ones are not told apart."""
    takers = [op(Taken(1), 0, 100 + number) for number in range(100)]
    lost = [unheard(Taken(1), number) for number in range(30)]
    looks = [op(Seen(count), 200 + count, 200 + count) for count in range(20, -1, -1)]
    assert unexplained([*takers, *lost, *looks], 120) is not None
    assert unexplained([*takers, *lost, op(Seen(0), 200, 201)], 120) is None
