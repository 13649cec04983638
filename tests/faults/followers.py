"""Clients that live through a fault: some follow listings and keep a model of them, one keeps changing them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import orjson

from tests.support.comeback import Guest, guest
from tests.support.people import publish, register
from tests.support.raw import Closed, RawClient
from tests.support.waiting import until

GONE = (Closed, aiohttp.ClientError, TimeoutError, OSError, AssertionError)
"""What the end of a connection looks like from a client."""
PAUSE = 0.1
"""Between two tries of a client."""


class Model:
    """Listings as a client knows them by what it was told."""

    def __init__(self) -> None:
        self.model: dict[str, Any] = {}

    def fold(self, listing: dict[str, Any]) -> None:
        """The newest version wins."""
        known = self.model.get(listing["id"])
        if known is None or known["version"] < listing["version"]:
            self.model[listing["id"]] = listing


class Follower(Model):
    """Watches listings as clients do: takes its connection up again, fetches anew what it is told to fetch."""

    def __init__(self, url: str, ids: Sequence[str]) -> None:
        super().__init__()
        self.url, self._ids = url, ids
        self.versions: dict[str, list[int]] = {listing_id: [] for listing_id in ids}
        """Of each listing, those that pushes brought, in the order of their coming."""
        self.recovered = self.resyncs = 0
        self.deaf = self.replaced = False
        self._ticket: dict[str, Any] = {}
        self._line: RawClient | None = None

    async def follow(self) -> None:
        """Until cancelled or replaced, over as many connections as it takes."""
        while not self.replaced:
            with suppress(*GONE):
                async with RawClient(self.url) as line:
                    await self._live(line)
            await asyncio.sleep(PAUSE)

    async def drop(self) -> None:
        """Lose the connection."""
        assert self._line
        await self._line.socket.close()

    def twin(self, url: str) -> "Follower":
        """The same client by another connection, while its first stands still and is not closed."""
        self.replaced, it = True, Follower(url, self._ids)
        it.model, it._ticket = dict(self.model), dict(self._ticket)
        it.versions = {listing_id: list(versions) for listing_id, versions in self.versions.items()}
        return it

    async def stop_reading(self) -> None:
        """Ask without end for what is long and read nothing, until that is the end of the connection."""
        self.deaf = True
        await until(lambda: not self.deaf, seconds=60)

    async def _ask_on(self) -> None:
        assert self._line
        try:
            while self.deaf:
                await self._line.say('420["listing:categories",{}]')
        finally:
            self.deaf = False

    async def _live(self, line: RawClient) -> None:
        welcome = await line.connect(**self._ticket)
        if "sid" not in welcome:
            return
        self._line = line
        if (pid := welcome.get("pid")) is not None and pid == self._ticket.get("pid"):
            self.recovered += 1
        else:
            await self._fetch(self._ids)
        self._ticket["pid"] = pid
        while True:
            with suppress(TimeoutError):  # nothing was said for a while
                await self._hear(await line.hear())
            await self._ask_on()

    async def _fetch(self, ids: Sequence[str]) -> None:
        """Watch again: the answers are snapshots."""
        assert self._line
        for listing_id in ids:
            place = self._ids.index(listing_id)
            await self._line.say(f"42{place}" + orjson.dumps(["listing:watch", {"listing_id": listing_id}]).decode())

    async def _hear(self, said: str) -> None:
        if said.startswith("43"):
            number, _, body = said[2:].partition("[")
            (answer,) = orjson.loads(f"[{body}")
            if answer["ok"]:
                self.fold(answer["data"]["listing"])
            else:
                await asyncio.sleep(PAUSE)
                await self._fetch([self._ids[int(number)]])
        elif said.startswith("42["):
            name, push, *offset = orjson.loads(said[2:])
            if name == "listing:revised":
                self.versions[push["listing"]["id"]].append(push["listing"]["version"])
                self.fold(push["listing"])
            elif name == "server:resync":
                self.resyncs += 1
                await self._fetch([room.removeprefix("listing:") for room in push["rooms"]])
            if offset:
                self._ticket["offset"] = offset[0]


class Talker:
    """Changes listings one after the other, whatever happens; knows what was acked and what was not answered."""

    def __init__(self, client: Guest, listings: Sequence[dict[str, Any]]) -> None:
        self._client = client
        self.newest = {listing["id"]: listing for listing in listings}
        self.acked = self.refused = 0

    async def talk(self) -> None:
        """Until cancelled."""
        while True:
            for listing_id in self.newest:
                await self.change(listing_id)

    async def change(self, listing_id: str) -> bool:
        """Give a listing its next title; whether it was acked. Every request is answered in time, if with a refusal."""
        version = self.newest[listing_id]["version"]
        body = {"listing_id": listing_id, "version": version, "title": f"After version {version}"}
        answer = await self._client.ask("listing:revise", body)
        if not answer["ok"]:
            self.refused += 1
            await asyncio.sleep(PAUSE)
            answer = await self._client.ask("listing:get", {"listing_id": listing_id})
            if answer["ok"]:
                self.newest[listing_id] = answer["data"]["listing"]
            return False
        self.acked += 1
        self.newest[listing_id] = answer["data"]["listing"]
        return True


@asynccontextmanager
async def following(urls: Sequence[str], ids: Sequence[str]) -> AsyncIterator[list[Follower]]:
    """A follower at each address, each of whom has seen all listings when this enters."""
    followers = [Follower(url, ids) for url in urls]
    async with living(followers):
        await until(lambda: all(len(follower.model) == len(ids) for follower in followers))
        yield followers


@asynccontextmanager
async def living(followers: Sequence[Follower]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """They follow meanwhile; the task of one who was replaced ends when its connection does."""
    tasks = [asyncio.create_task(follower.follow()) for follower in followers]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def crowd(
    talk_at: str, follow_at: Sequence[str], *, listings: int = 3
) -> AsyncIterator[tuple[Talker, list[Follower]]]:
    """Somebody who changes his listings and followers of them, who have seen them all when this enters."""

    async def remembered() -> bool:
        """Whether an earlier fault is over: connections are taken note of again."""
        async with guest(talk_at) as client:
            return client.pid is not None

    await until(remembered)
    async with guest(talk_at) as seller:
        await register(seller)
        goods = [await publish(seller, title=f"Bicycle {number}") for number in range(listings)]
        async with following(follow_at, [listing["id"] for listing in goods]) as followers:
            yield Talker(seller, goods), followers


@asynccontextmanager
async def talking(talker: Talker) -> AsyncIterator[None]:
    """He keeps talking meanwhile; a request of his that is not answered at all fails the test."""
    task = asyncio.create_task(talker.talk())
    try:
        yield
        assert not task.done(), task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def agree(url: str, models: Sequence[Model], ids: Sequence[str]) -> None:
    """Wait until every model is what a fresh client is shown; the last request of a talker may still be at work."""
    async with guest(url) as fresh:

        async def shown() -> dict[str, Any]:
            answers = [await fresh.ask("listing:get", {"listing_id": listing_id}) for listing_id in ids]
            return {answer["data"]["listing"]["id"]: answer["data"]["listing"] for answer in answers}

        async def agreed() -> bool:
            snapshot = await shown()
            return all(it.model == snapshot for it in models)

        await until(agreed, seconds=30)
