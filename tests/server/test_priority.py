"""Giving way to those who wait."""

import os
import subprocess
import sys
from pathlib import Path

from server.priority import give_way


def test_a_process_and_its_session_give_way() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as process:
        give_way(7, process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 7
        session = Path(f"/proc/{process.pid}/autogroup")
        assert not session.exists() or session.read_text().split()[1:] in ([], ["nice", "7"])
        process.communicate(b"\n")


def test_a_process_that_has_ended_is_let_alone() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    give_way(7, process.pid)
