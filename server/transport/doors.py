"""Who may connect at all: caps on connections, in all and of one address, and on how fast they are opened."""

import asyncio
from collections import Counter

from models.errors import Code, Refusal
from server.transport import remote
from server.transport.buckets import Buckets

HANDSHAKES_A_SECOND = 500
"""What a process takes, each about 0.4 ms of work with all that follows; the rest is answered 503 at once."""
BURST_SECONDS = 2.0
OF_ONE_ADDRESS = 200
"""Connections of one address: a school behind one is let in, one machine cannot take a whole process."""
RETRY_SECONDS = 5


class Doors:
    """The caps of one web process; `factor` multiplies those that a load test would meet."""

    def __init__(self, most: int, factor: float) -> None:
        self._most, self._factor = most, factor
        self._inside = 0
        self._of_address: Counter[str] = Counter()
        self._handshakes = Buckets()
        self.draining = False
        self.turned_away = 0

    def handshake(self) -> int | None:
        """None when there is time for another handshake, else the seconds after which to try again."""
        now = asyncio.get_running_loop().time()
        burst = HANDSHAKES_A_SECOND * BURST_SECONDS * self._factor
        if self._handshakes.take("", burst, BURST_SECONDS, now):
            self.turned_away += 1
            return RETRY_SECONDS
        return None

    def enter(self, address: str) -> None:
        """Count a connection in, or refuse it."""
        network = remote.network(address)
        if self.draining:
            code = Code.DRAINING
        elif self._inside >= self._most or self._of_address[network] >= OF_ONE_ADDRESS * self._factor:
            code = Code.TOO_MANY
        else:
            self._inside += 1
            self._of_address[network] += 1
            return
        self.turned_away += 1
        raise Refusal(code, retry_after=RETRY_SECONDS)

    def leave(self, address: str) -> None:
        """Count out a connection that was counted in."""
        network = remote.network(address)
        self._inside -= 1
        self._of_address[network] -= 1
        if not self._of_address[network]:
            del self._of_address[network]
