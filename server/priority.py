"""Giving way: on a machine that several processes share, whoever waits for an answer comes first."""

import os
from contextlib import suppress
from pathlib import Path

WORKER_NICENESS = INDEX_NICENESS = 3
"""About half as much of a busy processor as the others get (weights of Linux's scheduler: 526 against 1,024).

Much less would keep the worker from its leases on a crowded machine, and searches waiting for the index.
"""


def give_way(niceness: int, pid: int = 0) -> None:
    """Let others go first: a process of this number, or ourselves. A process that has ended is let alone.

    Where sessions share the processor evenly (Linux autogroups) niceness counts inside a session only, so the
    session is told as well.
    """
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):  # no autogroups here
        Path(f"/proc/{pid or 'self'}/autogroup").write_text(str(niceness), encoding="ascii")
