"""Whether processes are found and their costs read."""

import subprocess
import sys
import time
from collections.abc import Iterator
from os import getpid

import pytest

from tests.bench import meter


@pytest.fixture
def child() -> Iterator[int]:
    """A process below us that waits for its input to end."""
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.terminate()


def test_a_family_has_its_children(child: int) -> None:
    assert {getpid(), child} <= meter.family([getpid()])
    assert meter.family([child]) == {child}


def test_cpu_time_is_what_the_process_itself_reads() -> None:
    before = time.process_time()
    assert before <= meter.cpu_seconds([getpid()]) <= time.process_time()


def test_a_process_that_is_gone_is_named(child: int) -> None:
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", ""]) as process:
        process.wait()
    with pytest.raises(meter.Gone, match=str(process.pid)):
        meter.cpu_seconds([child, process.pid])


def test_memory_is_that_of_all_named(child: int) -> None:
    assert meter.resident_kib([getpid(), child]) > meter.resident_kib([child]) > 0


def test_a_window_tells_groups_apart(child: int) -> None:
    window = meter.Window({"server": [getpid()], "idle": [child]})
    sum(range(200_000))
    seconds, cpu = window.close()
    assert seconds > 0
    assert cpu.keys() == {"server", "idle", "load", "others", "starved"}
    assert cpu["server"] > 0
    assert min(cpu.values()) >= 0
