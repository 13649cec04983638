"""The tie between a child's life and its parent's."""

import os
import subprocess
import sys
from pathlib import Path

from server.local import leash
from tests.support.up import until

_PARENT = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", {leash.__file__!r}, str(os.getpid()), "/bin/sleep", "600"])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_the_child_dies_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        until(lambda: _command(pid) == "/bin/sleep")
        parent.kill()
    until(lambda: _command(pid) is None)


def test_a_child_whose_parent_died_first_does_not_begin(tmp_path: Path) -> None:
    somebody_else = os.getppid()
    command = [
        sys.executable,
        "-I",
        "-S",
        leash.__file__,
        str(somebody_else),
        "/usr/bin/touch",
        str(tmp_path / "begun"),
    ]
    assert subprocess.run(command, timeout=10, check=False).returncode == 0
    assert not (tmp_path / "begun").exists()


def _command(pid: int) -> str | None:
    """The program that a process runs; None once it has ended."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return None
    return line.split(b"\0")[0].decode() or None
