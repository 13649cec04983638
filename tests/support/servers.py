"""The servers that one test run shares: started by the process that collects, named to its workers by a file."""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from server.local.children import Child
from server.settings import Settings

_VARIABLE = "SOUK_TEST_SERVERS"
_READY_SECONDS = 300  # the first run on a machine fetches them


class SharedServers:
    """A child process that holds the servers; tests begin while it starts."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="souk-test-", dir=_quick_disk()))
        command = [sys.executable, "-m", "server.local", "--cache-gigabytes", "0.5", str(self.folder)]
        self._child = Child("servers", command, log=self.folder / "servers.log")
        os.environ[_VARIABLE] = str(self.folder)

    def stop(self) -> None:
        """End the servers and remove what they kept."""
        asyncio.run(self._child.stop(grace=20))
        del os.environ[_VARIABLE]
        shutil.rmtree(self.folder, ignore_errors=True)


def are_started() -> bool:
    """Whether this run has servers: from the process that started us, or from a person who keeps some up."""
    return _VARIABLE in os.environ


def addresses() -> dict[str, str]:
    """The SOUK_* variables of the shared servers, as soon as these are ready."""
    folder = Path(os.environ[_VARIABLE])
    file, log = folder / "servers.env", folder / "servers.log"
    deadline = time.monotonic() + _READY_SECONDS
    while not file.exists():
        if time.monotonic() > deadline or "Error" in log.read_text():
            raise RuntimeError(f"the servers did not start:\n{log.read_text()}")
        time.sleep(0.05)
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


def _quick_disk() -> str | None:
    """Memory where there is plenty: nothing that a test writes has to survive it."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 2**30:
        return str(memory)
    return None


def told(settings: Settings) -> dict[str, str]:
    """The SOUK_* variables that make a child process see these settings."""
    return {f"SOUK_{name.upper()}": _text(getattr(settings, name)) for name in settings.model_fields_set}


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
