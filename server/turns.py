"""Group commit by key: requests on one thing are decided together, in the order of arrival, and written as one unit.

Where many compete for one document, each would lose its version to somebody else again and again. Here they take
turns: whatever arrives while a commit is under way forms the next group. Processes compete with one another by the
version; the loser reads and decides anew.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from handlers.ports import Decide, Shop, Work
from models.errors import Refusal
from server.seams import Announcement, Committer, Unconfirmed, VersionConflict
from server.tasks import Tasks

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

MOST = 500
"""Requests that are decided together."""
TRIES = 10
"""How often a group is decided when other processes keep changing the document."""


@dataclass(eq=False, slots=True)
class _Group:
    """Requests by their place; those that nobody waits for any more are gone. `begun`: it is too late to go."""

    asked: dict[int, Any] = field(default_factory=dict)
    begun: bool = False
    task: "asyncio.Task[dict[int, Any]] | None" = None


class DocumentTurns:
    """The turns of one process."""

    def __init__(
        self,
        shop_for: Callable[[Work], Shop],
        committer: Committer,
        announce: Callable[[Sequence[Announcement]], None],
        tasks: Tasks,
    ) -> None:
        self._shop_for, self._committer, self._announce, self._tasks = shop_for, committer, announce, tasks
        self._latest: dict[str, _Group] = {}

    async def take(self, key: str, asked: Asked, decide: Decide[Asked, Answered]) -> Answered:
        """Cancelled before its group began, a request has no effect; later its outcome is unknown."""
        group = self._group(key, decide)
        place = len(group.asked)
        group.asked[place] = asked
        assert group.task
        try:
            answers = await asyncio.shield(group.task)
        except asyncio.CancelledError:
            if not group.begun:
                group.asked[place] = None
                raise
            if task := asyncio.current_task(self._tasks.loop):
                task.uncancel()
            raise Unconfirmed from None
        answer: Answered | Refusal = answers[place]
        if isinstance(answer, Refusal):
            raise answer.kept()
        return answer

    def _group(self, key: str, decide: Decide[Any, Any]) -> _Group:
        """The one that still gathers."""
        latest = self._latest.get(key)
        if latest and not latest.begun and len(latest.asked) < MOST:
            return latest
        group = self._latest[key] = _Group()
        group.task = self._tasks.loop.create_task(self._serve(key, group, latest, decide))
        return group

    async def _serve(self, key: str, group: _Group, before: _Group | None, decide: Decide[Any, Any]) -> dict[int, Any]:
        if before and before.task:
            await asyncio.wait([before.task])
        else:
            await asyncio.sleep(0)  # what arrives in the same tick goes together
        group.begun = True
        waiting = {place: asked for place, asked in group.asked.items() if asked is not None}
        answers: dict[int, Any] = {}
        try:
            while waiting:
                decided = await self._decide(list(waiting.values()), decide)
                for place, answer in zip(tuple(waiting), decided, strict=False):
                    answers[place] = answer
                    del waiting[place]
            return answers
        finally:
            if self._latest.get(key) is group:
                del self._latest[key]

    async def _decide(self, asked: Sequence[Any], decide: Decide[Any, Any]) -> Sequence[Any]:
        for attempt in range(1, TRIES + 1):
            work = Work()
            answers = await decide(asked, self._shop_for(work))
            try:
                said, _ = await self._committer.commit(work, None, b"")
            except VersionConflict:
                if attempt == TRIES:
                    raise
                continue
            if said:
                self._announce(said)
            await work.follow_up()
            return answers
        raise VersionConflict
