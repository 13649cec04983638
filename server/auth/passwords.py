"""Password hashes: argon2id in a few threads of its own, so that no sign-in stops the event loop."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from models.errors import Code, Refusal

MOST_WAITING = 64
"""Hashes that may wait for a thread: at 25 ms each and two threads, under a second."""

T = TypeVar("T")


class ArgonPasswords:
    """Argon2id with 19 MiB and two passes, OWASP's recommendation for one lane."""

    def __init__(self, *, threads: int = 2, most_waiting: int = MOST_WAITING) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="passwords")
        self._free = threads + most_waiting
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(32))

    async def hash(self, password: str) -> str:
        return await self._work(lambda: self._hasher.hash(password))

    async def matches(self, password: str, password_hash: str | None) -> bool:
        right = await self._work(lambda: self._verify(password, password_hash or self._nobodys))
        return right and password_hash is not None

    def close(self) -> None:
        """Finish the hashes under way, drop those that wait."""
        self._threads.shutdown(cancel_futures=True)

    async def _work(self, job: Callable[[], T]) -> T:
        """Run in a thread; refuses with `slow_down` when too many wait already, for memory and patience are bounded."""
        if self._free == 0:
            raise Refusal(Code.SLOW_DOWN, "Too many people are signing in at this moment.", retry_after=1)
        self._free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, job)
        finally:
            self._free += 1

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False
