"""Who is let in, as whom, and how one is shown out."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from server.settings import Settings
from server.transport.doors import Doors
from server.transport.engine import Socket
from server.transport.gateway import ADMISSIONS, HANG_UP_STEPS, Gateway
from server.transport.recovery import Recovery
from server.transport.sessions import Session
from tests.support import market as markets
from tests.support.lines import House, Written
from tests.support.market import Market
from tests.support.people import nobody, somebody
from tests.support.raw import RawClient
from tests.support.waiting import until


@pytest.mark.parametrize("protocol", [0, 2, "1", None])
async def test_another_protocol_is_told_to_upgrade(market: Market, protocol: object) -> None:
    async with RawClient(market.url) as client:
        answer = await client.connect(protocol=protocol)
    assert answer["data"]["code"] == "upgrade_required"


async def test_a_refused_client_may_try_again_on_the_same_connection(market: Market) -> None:
    async with RawClient(market.url) as client:
        assert (await client.connect(token="nonsense"))["data"]["code"] == "token_invalid"
        await client.say("40{}")
        assert (await client.hear()).startswith("40{")


async def test_offsets_are_for_those_who_want_to_come_back(market: Market) -> None:
    async with RawClient(market.url) as wants, RawClient(market.url) as declines:
        assert "pid" in await wants.connect()
        assert "pid" not in await declines.connect(recovery=False)
        assert "pid" not in await declines.push("server:ready")


async def test_the_secret_of_a_connection_is_not_the_name_of_its_socket(market: Market) -> None:
    async with RawClient(market.url) as client:
        answer = await client.connect()
        assert answer["pid"] != answer["sid"]
        assert (await client.push("server:ready"))["pid"] == answer["pid"]


async def test_a_process_that_stops_answers_what_is_under_way_and_sends_everybody_elsewhere(
    settings: Settings, tmp_path: Path
) -> None:
    market = await markets.start(settings, tmp_path)
    try:
        async with somebody(market.url) as (client, _), nobody(market.url) as other:
            await client.say('427["account:me",{}]')
            os.kill(market.web.pid, signal.SIGTERM)
            assert (await client.ack(7))["ok"]
            assert (await other.push("server:draining"))["retry_after"] > 0
            assert await other.closed() == 1001
        assert market.web.child
        stopped = market.web.child
        await until(lambda: stopped.exit_code is not None)
        assert stopped.exit_code == 0
    finally:
        await markets.stop(market)


async def test_a_process_that_stops_hangs_up_step_by_step_and_serves_the_others_meanwhile(
    settings: Settings, tmp_path: Path
) -> None:
    market = await markets.start(settings, tmp_path)
    try:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(nobody(market.url)) for _ in range(2 * HANG_UP_STEPS)]
            late = await stack.enter_async_context(RawClient(market.url))
            assert (await late.hear()).startswith("0{")
            os.kill(market.web.pid, signal.SIGTERM)
            assert (await clients[-1].push("server:draining"))["retry_after"] > 0
            await late.say("40")
            assert '"code":"draining"' in await late.hear()
            await clients[0].closed()
            assert (await clients[-1].ask("server:time", {}))["ok"]
            await clients[-1].closed()
    finally:
        await markets.stop(market)


async def test_so_many_connections_are_judged_at_once_and_the_others_wait_for_them() -> None:
    house, judged, let_on = House(), 0, asyncio.Event()

    async def connect(session: Session, auth: object) -> tuple[bool, Sequence[str]]:
        nonlocal judged
        judged += 1
        await let_on.wait()
        return False, ()

    nothing: Any = None
    recovery = cast(Recovery, SimpleNamespace(sessions=house.sessions, connect=connect))
    gateway = Gateway(
        nothing, recovery, Doors(1_000, 1e6), nothing, nothing, nothing, nothing, version="", currency="CNY"
    )
    storm = [asyncio.create_task(gateway.admit(cast(Socket, Written()), {})) for _ in range(2 * ADMISSIONS)]
    await until(lambda: judged == ADMISSIONS)
    for _ in range(10):
        await asyncio.sleep(0)
    assert judged == ADMISSIONS
    let_on.set()
    await asyncio.gather(*storm)
    assert judged == 2 * ADMISSIONS


async def test_a_connection_whose_admission_breaks_is_counted_out_again() -> None:
    house, doors, left = House(), Doors(1, 1.0), list[object]()
    recovery = SimpleNamespace(sessions=house.sessions, left=left.append)
    nothing: Any = None
    gateway = Gateway(
        nothing, cast(Recovery, recovery), doors, nothing, nothing, nothing, nothing, version="", currency="CNY"
    )
    for _ in range(3):
        with pytest.raises(AttributeError):
            await gateway.admit(cast(Socket, Written()), {"token": "x"})
    assert (len(left), house.sessions.all, doors._inside) == (3, set(), 0)
