"""One child process: tied to our life, in a group of its own, its output in a log file."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LONG_LOG = 20_000_000
_LEASH = Path(__file__).with_name("leash.py")


class Child:
    """A program that runs until it is stopped; usable from any event loop, or none."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = log
        self.started = time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LONG_LOG:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as output:
            self._log_start = output.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def last_words(self, lines: int = 12) -> str:
        """The end of what this run wrote to its log."""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self._log_start, size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def wait(self) -> int:
        """Block until it has ended; gives its exit code."""
        return self._process.wait()

    async def stop(self, grace: float = 10.0) -> None:
        """Ask it to end; kill its whole group when the grace is over."""
        if self.exit_code is None:
            self._process.terminate()
            deadline = time.monotonic() + grace
            while time.monotonic() < deadline and self.exit_code is None:
                await asyncio.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """End the process and whatever is left of its group, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
