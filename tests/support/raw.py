"""A Socket.IO client spelled by hand, which may say what no library lets one say."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

PATIENCE = 10.0
"""Seconds after which something that was expected counts as missing."""


class Closed(Exception):
    """The server hung up; `code` is that of the WebSocket's close frame, None without one."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class RawClient:
    """One connection. `say` sends a frame as it is; what was said to us is in `heard`, pushes also in `pushes`."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self._address = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._headers = dict(headers or {})
        self._session = aiohttp.ClientSession()
        self._acks = 0
        self._answers: dict[int, Any] = {}
        self.heard: list[str] = []
        self.pushes: list[tuple[str, Any]] = []
        self.socket: aiohttp.ClientWebSocketResponse

    async def __aenter__(self) -> Self:
        try:
            self.socket = await self._session.ws_connect(self._address, headers=self._headers, max_msg_size=0)
        except BaseException:
            await self._session.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._session:
            await self.socket.close()

    async def say(self, frame: str | bytes) -> None:
        await (self.socket.send_bytes(frame) if isinstance(frame, bytes) else self.socket.send_str(frame))

    async def hear(self) -> str:
        """The next message; pings are answered on the way. Raises Closed when there is none to come."""
        while True:
            message = await self.socket.receive(timeout=PATIENCE)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise Closed(self.socket.close_code)
            if message.data != "2":
                self.heard.append(str(message.data))
                return self.heard[-1]
            await self.socket.send_str("3")

    async def connect(self, **auth: Any) -> Any:
        """CONNECT; gives the answer's object, which holds `sid` or, refused, `data`."""
        opening = await self.hear()
        assert opening.startswith("0{"), opening
        await self.say("40" + orjson.dumps(auth).decode())
        answer = await self.hear()
        assert answer[:2] in {"40", "44"}, answer
        return orjson.loads(answer[2:])

    async def ask(self, event: str, *arguments: Any) -> Any:
        """Emit and wait for the ack; gives its object."""
        return await self.ask_text(orjson.dumps([event, *arguments]).decode())

    async def ask_text(self, array: str) -> Any:
        """Emit an array spelled by the caller and wait for the ack."""
        self._acks += 1
        await self.say(f"42{self._acks}{array}")
        return await self.ack(self._acks)

    async def ack(self, number: int) -> Any:
        """The answer to this request, also one that came before the answer to an earlier one."""
        async with asyncio.timeout(PATIENCE):
            while number not in self._answers:
                self._keep(await self.hear())
        return self._answers.pop(number)

    async def push(self, name: str) -> Any:
        """The next push of this name, also one that came in between; earlier ones of other names stay in `pushes`."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [it for it in self.pushes if it[0] == name]):
                self._keep(await self.hear())
        self.pushes.remove(found[0])
        return found[0][1]

    async def closed(self) -> int | None:
        """Wait until the server hangs up; gives the code."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    self._keep(await self.hear())
        except Closed as end:
            return end.code

    def _keep(self, said: str) -> None:
        if said.startswith("42["):
            name, *rest = orjson.loads(said[2:])
            self.pushes.append((name, rest[0] if rest else None))
        elif said.startswith("43"):
            number, answer = said[2:].split("[", 1)
            (self._answers[int(number)],) = orjson.loads("[" + answer)
