"""The servers alone, as a command."""

import os
import signal
import sys
from pathlib import Path

from server.local.children import Child
from server.local.parts import PARTS
from tests.support.up import until


def test_it_says_where_everything_is_and_takes_that_back(tmp_path: Path) -> None:
    elsewhere = {part.variable: "elsewhere" for part in PARTS if part.name != "valkey"} | {"SOUK_REDIS_URL": ""}
    told = tmp_path / "data" / "servers.env"
    command = [sys.executable, "-m", "server.local", str(tmp_path / "data")]
    child = Child("servers", command, log=tmp_path / "log", environment=elsewhere)
    until(lambda: told.exists() or child.exit_code is not None, 60)
    assert "SOUK_REDIS_URL=redis://127.0.0.1:" in told.read_text()
    assert "SOUK_MONGO_URL" not in told.read_text()
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait() == 0
    assert not told.exists()
