"""Runs the browser's tests on a market of their own: `python -m tests.browser [FILE ...]`."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.up import brought_up

_FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
_MARKET = {"SOUK_DEMO_LISTINGS": "60", "SOUK_WEB_PROCESSES": "2", "SOUK_LIMIT_FACTOR": "20"}


def main(files: list[str]) -> int:
    """Playwright learns from the environment where the market is and which browser to use."""
    with tempfile.TemporaryDirectory(prefix="souk-browser-") as folder, brought_up(Path(folder), **_MARKET) as market:
        ready = market.ready()
        told = {
            **os.environ,
            "SOUK_E2E_URL": ready["url"],
            "SOUK_E2E_LOGINS": json.dumps(ready["logins"]),
            "SOUK_CHROMIUM": os.environ.get("SOUK_CHROMIUM", "/usr/bin/chromium"),
        }
        code = subprocess.run(["npx", "playwright", "test", *files], cwd=_FRONTEND, env=told, check=False).returncode
        if code:
            print(market.said)
        market.process.send_signal(signal.SIGTERM)
        market.process.wait(60)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
