"""What processes cost: CPU time, resident memory, and how much of the machine somebody else used meanwhile."""

import ctypes
import os
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_WORK = (1, 2, 3, 6, 7, 8)
"""Fields of /proc/stat's first line that are work: user, nice, system, interrupts of both kinds, stolen."""

_NANO = 1_000_000_000

_libc = ctypes.CDLL(None, use_errno=True)


class Gone(Exception):
    """A process that was to be measured has ended."""


def family(roots: Collection[int]) -> set[int]:
    """These processes and all below them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time so far, of all threads: to the nanosecond, where /proc/PID/stat counts in hundredths."""
    return sum(time.clock_gettime(_clock_of(pid)) for pid in pids)


def resident_kib(pids: Iterable[int]) -> int:
    """Memory that is in RAM now."""
    total = 0
    for pid in pids:
        status = Path(f"/proc/{pid}/status").read_text()
        total += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return total


def machine_seconds() -> float:
    """CPU time that all processors together have worked."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return sum(int(fields[place]) for place in _WORK) / _TICKS


def starved_seconds(pids: Iterable[int]) -> float:
    """Time that their main threads so far were ready to run and had no processor; 0 where the kernel does not tell."""
    delays = [Path(f"/proc/{pid}/schedstat") for pid in pids]
    return sum(int(file.read_text().split()[1]) for file in delays if file.exists()) / _NANO


class Window:
    """A stretch of time, and what each group of processes used of the processors in it."""

    def __init__(self, groups: Mapping[str, Collection[int]]) -> None:
        self._groups = groups
        self._cpu, self._machine, self._starved = self._read(), machine_seconds(), self._delays()
        self._began = time.perf_counter()

    def close(self) -> tuple[float, dict[str, float]]:
        """Seconds it took, and CPU seconds by group.

        `others` is whatever the machine did besides; `starved` is time that the server waited for a processor.
        """
        seconds, machine = time.perf_counter() - self._began, machine_seconds() - self._machine
        used = {name: now - self._cpu[name] for name, now in self._read().items()}
        others, starved = max(0.0, machine - sum(used.values())), self._delays() - self._starved
        return seconds, used | {"others": others, "starved": starved}

    def _read(self) -> dict[str, float]:
        named = {name: cpu_seconds(pids) for name, pids in self._groups.items()}
        return named | {"load": time.process_time()}

    def _delays(self) -> float:
        return starved_seconds(self._groups.get("server", ()))


def _clock_of(pid: int) -> int:
    clock = ctypes.c_int()
    if _libc.clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise Gone(f"process {pid} has ended")
    return clock.value
