"""One signed-in client over a plain WebSocket: thousands of them have to fit into one process."""

import asyncio
from contextlib import suppress
from typing import Any, Self

import aiohttp
import orjson

ANSWER_SECONDS = 30


class Lost(Exception):
    """The market hung up, or did not let the client in."""


class Bidder:
    """async with Bidder(session, url, token) as bidder: ack = await bidder.ask("server:time", {})."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._http, self._url, self._token = http, url, token
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._listening: asyncio.Task[None] | None = None
        self._acks: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asked = 0

    async def __aenter__(self) -> Self:
        address = f"{self._url}/socket.io/?EIO=4&transport=websocket"
        self._socket = await self._http.ws_connect(address, max_msg_size=0)
        await self._socket.receive_str()
        await self._socket.send_str("40" + orjson.dumps({"token": self._token, "recovery": False}).decode())
        welcome = await self._socket.receive_str()
        if not welcome.startswith("40"):
            raise Lost(f"the market did not let a bidder in: {welcome[:200]}")
        self._listening = asyncio.create_task(self._listen(self._socket))
        return self

    async def __aexit__(self, *problem: object) -> None:
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        if self._socket:
            await self._socket.close()

    async def ask(self, event: str, body: dict[str, Any]) -> dict[str, Any]:
        """Emit and wait for the ack."""
        assert self._socket
        self._asked += 1
        number = self._asked
        answer = self._acks[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_str(f"42{number}" + orjson.dumps([event, body]).decode())
        async with asyncio.timeout(ANSWER_SECONDS):
            ack: dict[str, Any] = await answer
            return ack

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            said: str = message.data
            if said == "2":
                await socket.send_str("3")
            elif said.startswith("43"):
                number, _, rest = said[2:].partition("[")
                answer = self._acks.pop(int(number))
                if not answer.done():
                    answer.set_result(orjson.loads("[" + rest)[0])
        for answer in self._acks.values():
            if not answer.done():
                answer.set_exception(Lost("the market hung up"))
