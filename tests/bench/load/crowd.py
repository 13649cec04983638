"""All clients of this process, and what they can be made to do while processes are being watched."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from picows import ws_connect

from tests.bench.load.client import Client
from tests.bench.meter import Window, cpu_seconds

AT_ONCE = 100
"""Connections that are opened side by side."""
PORTS_AN_ADDRESS = 10_000
"""A connection holds its port for a minute after its end, and there are 28,000 of them."""
PATIENCE = 60.0
"""Seconds after which an answer or a push counts as missing."""
BUFFER_BYTES = 4096
RETRY_SECONDS = 1.0
WITHOUT_END = 1 << 40
CALM_SECONDS, CALM_SHARE = 0.25, 0.1
"""A server is calm when it uses less of a processor than this, for so long."""
STEP = 20_000
"""By how much rising numbers rise: more than any bid has to."""
ENTRANCES = 5
"""How often a client knocks: a busy server may ask some to come back later."""

Groups = Mapping[str, Collection[int]]


class Failed(Exception):
    """The crowd could not do what it was told."""


@dataclass(slots=True)
class Tally:
    """What was heard since it was begun."""

    latencies: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    pushes: int = 0
    push_bytes: int = 0
    last_push: bytes = b""
    last_push_at: float = 0.0

    def answers(self) -> dict[str, Any]:
        """As told to whoever gave the order; latencies in hundredths of a millisecond, counted."""
        hundredths = Counter(round(latency * 100_000) for latency in self.latencies)
        return {
            "operations": len(self.latencies),
            "latencies": sorted(hundredths.items()),
            "refused": dict(self.refused),
            "lost": self.lost,
        }


class Crowd:
    """Clients of one server."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(4).encode()
        self.entrance = b""
        self.clients: list[Client] = []
        self._tokens: Sequence[str] = ()
        self._network = 0
        self._tally = Tally()
        self._request = b""
        self._inside = self._risen = 0
        self._expected: bytes | None = None
        self._target = 0
        self._arrived = asyncio.Event()
        self._failure = ""

    # What clients tell

    def token_of(self, number: int) -> str | None:
        """The first clients are signed in, as far as there are tokens."""
        return self._tokens[number] if number < len(self._tokens) else None

    def risen(self) -> int:
        """The next number of this crowd."""
        self._risen += STEP
        return self._risen

    def entered(self) -> None:
        self._inside += 1
        if self._inside == self._target:
            self._arrived.set()

    def kept_out(self, client: Client, packet: bytes) -> None:
        """It is connected and may not enter yet."""
        if client.asked < ENTRANCES:
            asyncio.get_running_loop().call_later(RETRY_SECONDS, client.ask, self.entrance)
        else:
            self.failed(f"the server let a client connect but not enter: {packet[:300].decode()}")

    def answered(self, client: Client, latency: float, *, refused: bytes | None) -> None:
        self._tally.latencies.append(latency)
        if refused:
            self._tally.refused[refused[:200].decode(errors="replace").lstrip("0123456789")] += 1
        if self._expected and refused:  # nobody heard anything: say it again
            asyncio.get_running_loop().call_later(RETRY_SECONDS, client.ask, self._request)
        elif self._request and not self._expected and client.left:
            client.left -= 1
            client.ask(self._request)

    def pushed(self, packet: bytes) -> None:
        if self._expected and packet.startswith(self._expected):
            tally = self._tally
            tally.pushes += 1
            if tally.pushes == self._target:
                tally.last_push, tally.push_bytes = packet, len(packet)
                tally.last_push_at = time.perf_counter()
                self._arrived.set()

    def lost(self, client: Client) -> None:
        self._tally.lost += 1
        if not client.inside:
            self.failed("the server hung up on a client that was connecting")

    def failed(self, sentence: str) -> None:
        """Whoever waits for everybody waits no longer."""
        self._failure = self._failure or sentence
        self._arrived.set()

    # What it is told to do

    async def open(
        self,
        *,
        url: str,
        count: int,
        groups: Groups,
        tokens: Sequence[str] = (),
        entrance: str = "",
        network: int = 0,
    ) -> dict[str, Any]:
        """Have `count` clients connected and entered in all, coming from 127.0.`network`.x."""
        self._tokens, self.entrance, self._network = tokens, entrance.encode(), network
        address = f"{url}/socket.io/?EIO=4&transport=websocket"
        window, before = Window(groups), len(self.clients)
        for start in range(before, count, AT_ONCE):
            fresh = [Client(self, number) for number in range(start, min(start + AT_ONCE, count))]
            self._target = self._inside + len(fresh)
            self._arrived.clear()
            await asyncio.gather(*(self._connect(client, address) for client in fresh))
            self.clients += fresh
            await self._arrival("clients that entered")
        seconds, cpu = window.close()
        return {"operations": count - before, "seconds": seconds, "cpu": cpu}

    async def drive(
        self, *, request: str, seconds: float, warm_up: float, groups: Groups, clients: int = 0
    ) -> dict[str, Any]:
        """Every client keeps one request in flight; what is answered within the window counts.

        `asked` is all that was asked, warm-up and end included.
        """
        asking = self.clients[: clients or None]
        self._request, before = request.encode(), sum(client.asked for client in asking)
        for client in asking:
            client.left = WITHOUT_END
            client.ask(self._request)
        await asyncio.sleep(warm_up)
        tally = self._tally = Tally()
        window = Window(groups)
        await asyncio.sleep(seconds)
        took, cpu = window.close()
        answers = tally.answers()
        self._request = b""
        unanswered = await self._until_answered(asking)
        asked = sum(client.asked for client in asking) - before
        return {**answers, "seconds": took, "cpu": cpu, "unanswered": unanswered, "asked": asked}

    async def burst(self, *, request: str, times: int, groups: Groups) -> dict[str, Any]:
        """Every client asks so many times, one request in flight; over when the last answer has come."""
        self._request, tally = request.encode(), Tally()
        self._tally, window = tally, Window(groups)
        for client in self.clients:
            client.left = times - 1
            client.ask(self._request)
        unanswered = await self._until_answered(self.clients)
        took, cpu = window.close()
        self._request = b""
        return {**tally.answers(), "seconds": took, "cpu": cpu, "unanswered": unanswered}

    async def broadcast(
        self, *, request: str, push: str, times: int, interval: float, groups: Groups
    ) -> dict[str, Any]:
        """The first client asks for one push to everybody at a time, so many times, at this interval."""
        self._expected, self._request = f'42["{push}"'.encode(), request.encode()
        self._target = len(self.clients)
        window, arrivals = Window(groups), Tally()
        for _ in range(times):
            tally = self._tally = Tally()
            self._arrived.clear()
            began = time.perf_counter()
            self.clients[0].ask(self._request)
            await self._arrival("pushes")
            arrivals.latencies.append(tally.last_push_at - began)
            await self._until_answered(self.clients[:1])
            arrivals.refused += tally.refused
            arrivals.lost += tally.lost
            await asyncio.sleep(began + interval - time.perf_counter())
        seconds, cpu = window.close()
        self._expected, self._request = None, b""
        told = {"push": tally.last_push.decode(), "push_bytes": tally.push_bytes, "deliveries": times * self._target}
        return {**arrivals.answers(), **told, "seconds": seconds, "cpu": cpu}

    async def rest(self, *, seconds: float, groups: Groups) -> dict[str, Any]:
        """Do nothing: what a server spends on open sockets."""
        window = Window(groups)
        await asyncio.sleep(seconds)
        took, cpu = window.close()
        return {"seconds": took, "cpu": cpu}

    async def compare(self) -> dict[str, Any]:
        """Whether all were told the same in the same order, once nobody hears anything more."""
        before = -1
        while before != (before := sum(client.heard for client in self.clients)):
            await asyncio.sleep(RETRY_SECONDS)
        told = {(client.heard, client.digest) for client in self.clients}
        return {"sequences": len(told), "pushes": max(heard for heard, _ in told)}

    async def leave(self, *, count: int, groups: Groups) -> dict[str, Any]:
        """Hang up with the last `count` clients at once, and watch what that costs until the server is calm."""
        window = Window(groups)
        for client in self.clients[-count:]:
            client.leave()
        del self.clients[-count:]
        await self._calm(groups.get("server", ()))
        took, cpu = window.close()
        return {"operations": count, "seconds": took, "cpu": cpu}

    async def _connect(self, client: Client, address: str) -> None:
        source = f"127.0.{self._network}.{1 + client.number // PORTS_AN_ADDRESS}"
        await ws_connect(
            lambda: client,
            address,
            local_addr=(source, 0),
            read_buffer_init_size=BUFFER_BYTES,
            websocket_handshake_timeout=PATIENCE,
        )

    async def _arrival(self, of_what: str) -> None:
        """Until everybody is there; a failure meanwhile is raised."""
        deadline = asyncio.get_running_loop().call_later(PATIENCE, self.failed, f"{of_what} are missing")
        await self._arrived.wait()
        deadline.cancel()
        if self._failure:
            counts = f"{self._inside} are inside, {self._tally.pushes} pushes came, {self._target} were expected"
            raise Failed(f"{self._failure}; {counts}")

    async def _calm(self, server: Collection[int]) -> None:
        """Until the server does little for a moment."""
        busy, deadline = 1.0, time.perf_counter() + PATIENCE
        while busy > CALM_SHARE * CALM_SECONDS and time.perf_counter() < deadline:
            before = cpu_seconds(server)
            await asyncio.sleep(CALM_SECONDS)
            busy = cpu_seconds(server) - before

    async def _until_answered(self, clients: Sequence[Client]) -> int:
        """Let the requests under way come back; gives how many did not."""
        deadline = time.perf_counter() + PATIENCE
        while (missing := sum(client.waiting for client in clients)) and time.perf_counter() < deadline:
            await asyncio.sleep(0.005)
        return missing
