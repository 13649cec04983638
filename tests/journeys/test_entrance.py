"""How many are let in, how fast and from where: a market whose caps are low, behind a proxy that it trusts."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial

import aiohttp
import pytest
import pytest_asyncio

from tests.support import market as markets
from tests.support.market import Market
from tests.support.raw import RawClient
from tests.support.waiting import until

MOST = 4
OF_ONE_ADDRESS = 2
HANDSHAKES = 10
"""What the limit factor below leaves of them."""
CAPS = {"SOUK_MAX_SOCKETS": str(MOST), "SOUK_TRUSTED_PROXIES": "127.0.0.1", "SOUK_LIMIT_FACTOR": "0.01"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def small(servers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    async with markets.opened(servers, tmp_path_factory.mktemp("small"), told=lambda _: CAPS) as opened:
        yield opened


class Door:
    """Where clients come in, each from an address that the proxy names."""

    def __init__(self, market: Market, stack: AsyncExitStack) -> None:
        self._market, self._stack = market, stack

    async def enter(self, address: str) -> tuple[RawClient, str]:
        """The client, and the code that it was refused with, if it was."""
        client = RawClient(self._market.url, {"X-Forwarded-For": f"198.51.100.77, {address}"})
        await self._stack.enter_async_context(client)
        answer = await client.connect()
        return client, answer.get("data", {}).get("code", "")


async def holds(market: Market, sockets: int) -> bool:
    """Whether so many sockets are open; one that was refused may still be there, and try again."""
    return await market.figure(0, "souk_sockets") == sockets


@pytest.mark.asyncio(loop_scope="module")
async def test_one_address_has_its_share_whatever_it_says_of_others(small: Market) -> None:
    async with AsyncExitStack() as stack:
        door = Door(small, stack)
        assert [(await door.enter("203.0.113.1"))[1] for _ in range(3)] == ["", "", "too_many"]
        assert (await door.enter("203.0.113.2"))[1] == ""


@pytest.mark.asyncio(loop_scope="module")
async def test_a_full_process_lets_somebody_in_when_somebody_leaves(small: Market) -> None:
    async with AsyncExitStack() as stack:
        door = Door(small, stack)
        inside = [await door.enter(f"203.0.113.{number}") for number in range(MOST)]
        assert [code for _, code in inside] == [""] * MOST
        assert (await door.enter("203.0.113.99"))[1] == "too_many"
        await inside[0][0].socket.close()

        await until(partial(holds, small, MOST))
        assert (await door.enter("203.0.113.98"))[1] == ""


@pytest.mark.asyncio(loop_scope="module")
async def test_a_storm_of_handshakes_is_told_when_to_come_back(small: Market) -> None:
    refused = []
    async with aiohttp.ClientSession() as http:
        for _ in range(3 * HANDSHAKES):
            try:
                async with http.ws_connect(f"{small.url}/socket.io/?EIO=4&transport=websocket"):
                    pass
            except aiohttp.WSServerHandshakeError as no:
                refused.append((no.status, no.headers and no.headers["Retry-After"]))
    assert refused
    assert set(refused) == {(503, "5")}
