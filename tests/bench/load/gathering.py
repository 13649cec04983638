"""Followers of a few listings, and somebody who keeps changing these: what is lost, doubled or late."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import socketio

from tests.bench.load.crowd import Failed, Groups
from tests.bench.load.follower import Follower
from tests.bench.meter import Window

AT_ONCE = 100
PATIENCE = 60.0
DELAY_SECONDS = 0.2
"""`reconnectionDelay` of the clients."""
HUNDREDTHS = 100_000


class Gathering:
    """One talker, many followers."""

    def __init__(self) -> None:
        self._followers: list[Follower] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._newest: dict[str, int] = {}
        self._said_at: dict[tuple[bytes, int], float] = {}
        self._latencies: Counter[int] = Counter()
        self._talker = socketio.AsyncClient(reconnection=False)

    async def gather(
        self, *, talk_at: str, follow_at: Sequence[str], count: int, token: str, listings: Sequence[dict[str, Any]]
    ) -> dict[str, Any]:
        """The talker puts up the listings; so many followers, spread over the addresses, watch all of them."""
        talk_at = talk_at.replace("ws://", "http://")
        await self._talker.connect(talk_at, auth={"token": token}, transports=["websocket"])
        for listing in listings:
            answer = await self._talker.call("listing:publish", listing)
            if not answer["ok"]:
                raise Failed(f"nothing can be put up: {answer['error']}")
            self._newest[answer["data"]["listing"]["id"]] = 1
        for number in range(count):
            address = follow_at[number % len(follow_at)]
            self._followers.append(Follower(address, list(self._newest), DELAY_SECONDS, self._heard))
        for start in range(0, count, AT_ONCE):
            some = self._followers[start : start + AT_ONCE]
            self._tasks += [asyncio.create_task(it.follow()) for it in some]
            await self._everybody(some)
        return {}

    async def talk(self, *, rate: float, before: float, after: float, drop: bool, groups: Groups) -> dict[str, Any]:
        """Change listings at this rate; in between, where asked for, all followers lose their connection at once."""
        window, talking = Window(groups), asyncio.create_task(self._talk(rate))
        try:
            await asyncio.sleep(before)
            dropped_at = time.perf_counter()
            if drop:
                for follower in self._followers:
                    follower.drop()
                await self._until(lambda: all(it.recovered or it.misses for it in self._followers), "clients")
            await asyncio.sleep(after)
        finally:
            talking.cancel()
            await asyncio.wait({talking})
        if not talking.cancelled() and (fault := talking.exception()):
            raise fault
        await self._until(self._all_told, "pushes")
        seconds, cpu = window.close()
        return {"seconds": seconds, "cpu": cpu, **self._verdict(dropped_at)}

    async def dismiss(self) -> dict[str, Any]:
        """Everybody goes home."""
        for follower in self._followers:
            follower.dismiss()
        await asyncio.gather(*self._tasks)
        await self._talker.disconnect()
        return {}

    async def _talk(self, rate: float) -> None:
        """One change after the other, each of the listing that was changed longest ago."""
        loop, due = asyncio.get_running_loop(), time.perf_counter()
        while True:
            for listing in self._newest:
                due += 1 / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await asyncio.shield(loop.create_task(self._change(listing)))

    async def _change(self, listing: str) -> None:
        version = self._newest[listing]
        self._said_at[listing.encode(), version + 1] = time.perf_counter()
        change = {"listing_id": listing, "version": version, "title": f"After version {version}"}
        answer = await self._talker.call("listing:revise", change)
        if not answer["ok"]:
            raise Failed(f"nothing can be changed: {answer['error']}")
        self._newest[listing] = version + 1

    def _heard(self, listing: bytes, version: int) -> None:
        if said_at := self._said_at.get((listing, version)):
            self._latencies[round((time.perf_counter() - said_at) * HUNDREDTHS)] += 1

    def _all_told(self) -> bool:
        newest = {listing.encode(): version for listing, version in self._newest.items() if version > 1}
        return all(
            follower.versions[listing][-1:] == [version]
            for follower in self._followers
            for listing, version in newest.items()
        )

    def _verdict(self, dropped_at: float) -> dict[str, Any]:
        """Each follower should have been told every version after the first, once, in order."""
        lost = doubled = 0
        for follower in self._followers:
            for listing, version in self._newest.items():
                told = follower.versions[listing.encode()]
                lost += len(set(range(2, version + 1)) - set(told))
                doubled += len(told) - len(set(told))
        back = [it.recovered_at - dropped_at for it in self._followers if it.recovered_at]
        return {
            "deliveries": sum(len(told) for it in self._followers for told in it.versions.values()),
            "lost": lost,
            "doubled": doubled,
            "recovered": len(back),
            "last_back": max(back, default=0.0),
            "latencies": sorted(self._latencies.items()),
        }

    async def _everybody(self, some: Sequence[Follower]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(it.inside.wait() for it in some))
        except TimeoutError:
            raise Failed(f"{sum(not it.inside.is_set() for it in some)} followers did not get in") from None

    async def _until(self, holds: Any, of_what: str) -> None:
        deadline = time.perf_counter() + PATIENCE
        while not holds():
            if time.perf_counter() > deadline:
                raise Failed(f"{of_what} are missing: {self._verdict(0.0) | {'latencies': ()}}")
            await asyncio.sleep(0.005)
