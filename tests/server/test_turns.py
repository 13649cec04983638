"""Turns: what competes for one key is decided together, in order, and again when somebody else was faster."""

import asyncio
import weakref
from collections.abc import Sequence
from typing import Any, cast

import pytest

from handlers.ports import Shop, Work
from models.errors import Code, Refusal
from server.seams import Announcement, Once, Recalled, Unconfirmed, VersionConflict
from server.tasks import Tasks
from server.turns import TRIES, DocumentTurns


class Desk:
    """A committer that takes its time and loses as often as it is told to."""

    def __init__(self, conflicts: int = 0) -> None:
        self.conflicts, self.commits = conflicts, 0
        self.open = asyncio.Event()
        self.open.set()

    async def commit(
        self, work: Work, once: Once | None, reply: bytes
    ) -> tuple[Sequence[Announcement], Recalled | None]:
        del work, once, reply
        self.commits += 1
        await self.open.wait()
        if self.conflicts:
            self.conflicts -= 1
            raise VersionConflict
        return (), None

    async def recall(self, once: Once) -> Recalled | None:
        del once
        return None


class Counter:
    """Decides numbers: odd ones are refused, each group is remembered."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []

    async def decide(self, asked: Sequence[int], shop: Shop) -> Sequence[int | Refusal]:
        del shop
        self.groups.append(list(asked))
        return [Refusal(Code.BID_TOO_LOW) if number % 2 else number * 10 for number in asked]


def turns(desk: Desk) -> DocumentTurns:
    return DocumentTurns(lambda work: cast("Shop", work), desk, lambda _: None, Tasks())


async def outcome(asking: Any) -> Any:
    try:
        return await asking
    except Refusal as no:
        return no.code


async def test_a_refused_request_leaves_no_circle_behind() -> None:
    """What only the garbage collector can free makes it stop everybody for a quarter of a second now and then."""

    class Asked:
        """A request that can be looked after."""

    async def refuse(asked: Sequence[Asked], shop: Shop) -> Sequence[Refusal]:
        del shop
        return [Refusal(Code.BID_TOO_LOW) for _ in asked]

    asked = Asked()
    gone = weakref.ref(asked)
    assert await outcome(turns(Desk()).take("a", asked, refuse)) is Code.BID_TOO_LOW
    del asked
    await asyncio.sleep(0)
    assert gone() is None


async def test_what_arrives_together_is_decided_together_in_order() -> None:
    desk, counter = Desk(), Counter()
    it = turns(desk)
    answers = await asyncio.gather(*(outcome(it.take("a", number, counter.decide)) for number in range(4)))
    assert answers == [0, Code.BID_TOO_LOW, 20, Code.BID_TOO_LOW]
    assert (counter.groups, desk.commits) == ([[0, 1, 2, 3]], 1)


async def test_what_arrives_during_a_commit_is_the_next_group() -> None:
    desk, counter = Desk(), Counter()
    it = turns(desk)
    desk.open.clear()
    first = asyncio.ensure_future(it.take("a", 2, counter.decide))
    while not desk.commits:
        await asyncio.sleep(0)
    others = [asyncio.ensure_future(it.take("a", number, counter.decide)) for number in (4, 6)]
    await asyncio.sleep(0)
    desk.open.set()
    assert await asyncio.gather(first, *others) == [20, 40, 60]
    assert counter.groups == [[2], [4, 6]]


async def test_keys_do_not_wait_for_each_other() -> None:
    desk, counter = Desk(), Counter()
    it = turns(desk)
    desk.open.clear()
    both = [asyncio.ensure_future(it.take(key, 2, counter.decide)) for key in "ab"]
    while desk.commits < 2:
        await asyncio.sleep(0)
    desk.open.set()
    assert await asyncio.gather(*both) == [20, 20]


async def test_who_loses_to_another_process_decides_anew() -> None:
    desk, counter = Desk(conflicts=2), Counter()
    assert await turns(desk).take("a", 2, counter.decide) == 20
    assert counter.groups == [[2], [2], [2]]


async def test_who_loses_again_and_again_says_so() -> None:
    desk, counter = Desk(conflicts=TRIES), Counter()
    with pytest.raises(VersionConflict):
        await turns(desk).take("a", 2, counter.decide)


async def test_what_is_left_undecided_is_asked_again() -> None:
    groups: list[list[int]] = []

    async def two_at_most(asked: Sequence[int], shop: Shop) -> Sequence[int | Refusal]:
        del shop
        groups.append(list(asked))
        return list(asked[:2])

    it = turns(Desk())
    answers: Sequence[int] = await asyncio.gather(*(it.take("a", number, two_at_most) for number in range(5)))
    assert list(answers) == list(range(5))
    assert groups == [[0, 1, 2, 3, 4], [2, 3, 4], [4]]


async def test_who_gives_up_before_his_turn_has_no_effect() -> None:
    desk, counter = Desk(), Counter()
    it = turns(desk)
    desk.open.clear()
    first = asyncio.ensure_future(it.take("a", 2, counter.decide))
    while not desk.commits:
        await asyncio.sleep(0)
    second = asyncio.ensure_future(it.take("a", 4, counter.decide))
    third = asyncio.ensure_future(it.take("a", 6, counter.decide))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    desk.open.set()
    assert list(await asyncio.gather(first, third)) == [20, 60]
    assert counter.groups == [[2], [6]]
    assert second.cancelled()


async def test_who_gives_up_during_the_commit_does_not_know_the_outcome() -> None:
    desk, counter = Desk(), Counter()
    desk.open.clear()
    asking = asyncio.ensure_future(turns(desk).take("a", 2, counter.decide))
    while not desk.commits:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(Unconfirmed):
        await asking
    desk.open.set()
