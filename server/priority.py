"""Giving way: on a machine that several processes share, whoever waits for an answer comes first."""

import os
from contextlib import suppress
from pathlib import Path

WORKER_NICENESS, INDEX_NICENESS = 5, 10
"""A third and a ninth of what others get of a busy processor (weights of Linux's scheduler: 335 and 110 against 1,024).

Much less would keep the worker from its leases on a crowded machine, and searches waiting for the index. Measured with
two cores full of `listing:publish`: 6,100 a second where both had 3, 7,100 where both had 10.
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
