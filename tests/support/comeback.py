"""A client that comes back, spelled by hand: it shows its secret and the offset of the last push it handled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson

from tests.support.raw import RawClient


class Guest(RawClient):
    """What the stock client keeps for its return, kept here by hand."""

    sid = ""
    pid: str | None = None
    recovered = False

    async def enter(self, **auth: Any) -> dict[str, Any]:
        """CONNECT and hear the greeting; gives it."""
        welcome = await self.connect(**auth)
        assert "sid" in welcome, welcome
        self.sid, self.pid = welcome["sid"], welcome.get("pid")
        ready: dict[str, Any] = await self.push("server:ready")
        self.recovered = ready["recovered"]
        return ready

    @property
    def events(self) -> list[list[Any]]:
        """Every push heard so far as its whole array."""
        return [orjson.loads(said[2:]) for said in self.heard if said.startswith("42[")]

    @property
    def offset(self) -> str | None:
        """That of the last push which had one."""
        offsets = [event[-1] for event in self.events if isinstance(event[-1], str) and len(event) > 1]
        return offsets[-1] if offsets else None

    def named(self, name: str) -> list[Any]:
        """The objects of all pushes of a name, in the order in which they came."""
        return [event[1] for event in self.events if event[0] == name]

    @property
    def ticket(self) -> dict[str, Any]:
        """What it shows to come back."""
        return {"pid": self.pid, "offset": self.offset}

    async def settle(self) -> None:
        """Return once everything that was sent to us before now is heard."""
        assert (await self.ask("server:time", {}))["ok"]


@asynccontextmanager
async def guest(url: str, **auth: Any) -> AsyncIterator[Guest]:
    """A client that has connected and was greeted."""
    async with Guest(url) as client:
        await client.enter(**auth)
        yield client


async def revise(client: RawClient, listing: dict[str, Any], title: str) -> dict[str, Any]:
    """Give one's listing another title; gives its view."""
    ack = await client.ask(
        "listing:revise", {"listing_id": listing["id"], "version": listing["version"], "title": title}
    )
    assert ack["ok"], ack
    revised: dict[str, Any] = ack["data"]["listing"]
    return revised
