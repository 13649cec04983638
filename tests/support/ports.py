"""Free loopback ports for tests, below those that the kernel gives to outgoing connections, of which there are many."""

import random

from server.local.ports import is_free

_RANGE = range(10_000, 20_000)
"""Servers of `server.local` listen above."""


def free_ports(count: int) -> list[int]:
    """So many, all different."""
    found: list[int] = []
    while len(found) < count:
        port = random.choice(_RANGE)
        if port not in found and is_free(port):
            found.append(port)
    return found
