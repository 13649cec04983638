"""A child's life and death."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from server.local.children import Child
from tests.support.up import until

_FOREVER = "import time; print('up', flush=True); time.sleep(600)"
_STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_FOREVER}"
_PARENT = f"""
import sys, time
from pathlib import Path
from server.local.children import Child
child = Child("child", [sys.executable, "-c", {_FOREVER!r}], log=Path(sys.argv[1]))
while "up" not in child.last_words():
    time.sleep(0.02)
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_child_dies_with_its_parent_however_that_dies(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert _runs(pid)
        parent.kill()
    until(lambda: not _runs(pid))


async def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    child = Child("child", [sys.executable, "-c", _STUBBORN], log=tmp_path / "log")
    await asyncio.to_thread(until, lambda: "up" in child.last_words())
    await child.stop(grace=0.1)
    assert child.exit_code == -signal.SIGKILL


def test_last_words_are_those_of_this_run(tmp_path: Path) -> None:
    for word in ("first", "second"):
        child = Child("child", [sys.executable, "-c", f"print('{word}')"], log=tmp_path / "log")
        child.wait()
    assert child.last_words() == "second"
    assert (tmp_path / "log").read_text() == "first\nsecond\n"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
