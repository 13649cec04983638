"""Giving way: on a machine that several processes share, whoever waits for an answer comes first."""

import os
from contextlib import suppress
from pathlib import Path

WORKER_NICENESS = 10
INDEX_NICENESS = 5
"""Searches are answered by the process that indexes, so it gives way less than the worker that feeds it."""


def give_way(niceness: int, pid: int = 0) -> None:
    """Let others go first: a process of this number, or ourselves. A process that has ended is let alone.

    Where sessions share the processor evenly (Linux autogroups) niceness counts inside a session only, so the
    session is told as well.
    """
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):  # no autogroups here
        Path(f"/proc/{pid or 'self'}/autogroup").write_text(str(niceness), encoding="ascii")
