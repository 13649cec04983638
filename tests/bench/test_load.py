"""Whether the load generator counts what really happens, on the stock peer."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.local.ports import Ports
from server.local.processes import Process
from tests.bench import subjects
from tests.bench.loads import Load, LoadFailed

CROWD = 20
NO_DATABASE = "mongodb://127.0.0.1:1"
"""Nothing here writes."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def peer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[subjects.Subject]:
    folder: Path = tmp_path_factory.mktemp("peer")
    subject = subjects.stock(Ports(folder / "ports.json"), NO_DATABASE, folder)
    await subject.start()
    yield subject
    await subject.stop()


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _open(load: Load, peer: subjects.Subject, count: int = CROWD) -> dict[str, object]:
    return await load.order("open", url=peer.url, count=count, entrance=peer.words.watch, groups={"server": peer.pids})


async def test_each_socket_keeps_one_request_in_flight(peer: subjects.Subject) -> None:
    async with Load() as load:
        assert (await _open(load, peer))["operations"] == CROWD
        told = await load.order(
            "drive", request=peer.words.time, seconds=0.3, warm_up=0.0, groups={"server": peer.pids}
        )
    assert told["operations"] == sum(count for _, count in told["latencies"]) >= CROWD
    assert told["cpu"]["server"] > 0
    assert (told["refused"], told["lost"], told["unanswered"]) == ({}, 0, 0)


async def test_in_a_burst_each_asks_so_many_times(peer: subjects.Subject) -> None:
    async with Load() as load:
        await _open(load, peer)
        told = await load.order("burst", request=peer.words.time, times=3, groups={"server": peer.pids})
        again = await load.order("burst", request=peer.words.time, times=1, groups={"server": peer.pids})
    assert (told["operations"], told["unanswered"], again["operations"]) == (3 * CROWD, 0, CROWD)


async def test_refusals_are_counted_and_quoted(peer: subjects.Subject) -> None:
    async with Load() as load:
        await _open(load, peer)
        told = await load.order("drive", request='["create",{"title":""}]', seconds=0.3, warm_up=0.0, groups={})
    assert sum(told["refused"].values()) == told["operations"] > 0
    assert list(told["refused"]) == ['[{"ok":false}]']


async def test_a_broadcast_reaches_all_each_time(peer: subjects.Subject) -> None:
    words = subjects.peer_words('{"title":"Bicycle"}')
    async with Load() as load:
        await _open(load, peer)
        told = await load.order("broadcast", request=words.shout, push=words.pushed, times=3, interval=0, groups={})
    assert told["deliveries"] == 3 * CROWD
    assert told["push"] == '42["shouted",{"title":"Bicycle"}]'


async def test_those_who_leave_can_be_replaced(peer: subjects.Subject) -> None:
    async with Load() as load:
        await _open(load, peer)
        assert (await load.order("leave", count=5, groups={"server": peer.pids}))["operations"] == 5
        assert (await _open(load, peer))["operations"] == 5


async def test_a_server_that_is_not_there_is_said_to_be_so(peer: subjects.Subject, tmp_path: Path) -> None:
    nowhere = f"ws://127.0.0.1:{Ports(tmp_path / 'ports.json').take('nowhere')}"
    async with Load() as load:
        with pytest.raises(LoadFailed, match="open"):
            await load.order("open", url=nowhere, count=1, groups={})


async def test_a_server_that_dies_is_noticed(tmp_path: Path) -> None:
    port = Ports(tmp_path / "ports.json").take("stock")
    command = [sys.executable, str(subjects.PEERS / "stock.py"), str(port), NO_DATABASE]
    process = Process("stock", command, {}, tmp_path / "stock.log", f"http://127.0.0.1:{port}/")
    mortal = subjects.Subject("mortal", port, [process], subjects.peer_words())
    async with Load() as load:
        await mortal.start()
        await _open(load, mortal)
        groups = {"server": mortal.pids}
        await mortal.stop()
        with pytest.raises(LoadFailed, match="ended"):
            await load.order("rest", seconds=0.1, groups=groups)


async def test_a_client_that_may_not_enter_says_why(peer: subjects.Subject) -> None:
    async with Load() as load:
        with pytest.raises(LoadFailed, match="not enter"):
            await load.order("open", url=peer.url, count=1, entrance='["create",{"title":""}]', groups={})
