"""Chooses free loopback ports, the same ones at the next start where they are still free."""

import json
import random
import socket
from pathlib import Path

# Below the range that the kernel hands to outgoing connections, so that no client takes a port between choice and use.
_RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Ports:
    """The ports of one data folder, by name, kept in a file of that folder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        self._taken: dict[str, int] = {}

    def take(self, name: str) -> int:
        """The port kept under this name if it is free, otherwise another one."""
        port = self._kept.get(name)
        others = {taken for other, taken in self._taken.items() if other != name}
        while port is None or port in others or not is_free(port):
            port = random.choice(_RANGE)
        self._taken[name] = port
        self._keep(name, port)
        return port

    def change(self, name: str) -> None:
        """Forget a port that somebody else took in between."""
        self._kept.pop(name, None)

    def _keep(self, name: str, port: int) -> None:
        if self._kept.get(name) != port:
            self._kept[name] = port
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(self._kept, indent=2))
