"""The Procfile, run by honcho on the shared servers."""

import asyncio
import os
import sysconfig
from pathlib import Path

from server.local.children import Child
from server.local.ports import Ports
from server.local.processes import Process
from server.settings import Settings
from tests.support.servers import told

_ROOT = Path(__file__).resolve().parents[2]
_HONCHO = Path(sysconfig.get_path("scripts"), "honcho")


async def test_release_then_web_and_worker_run_under_honcho(settings: Settings, tmp_path: Path) -> None:
    ports = Ports(tmp_path / "ports.json")
    own = ports.take("own")
    environment = {
        **told(settings),
        "PATH": f"{_HONCHO.parent}{os.pathsep}{os.environ['PATH']}",
        "SOUK_PORT": "",
        "PORT": str(ports.take("shared")),
        "SOUK_OWN_PORT": str(own),
    }
    honcho = [str(_HONCHO), "--procfile", str(_ROOT / "Procfile"), "--app-root", str(_ROOT), "start"]
    release = Child("release", [*honcho, "release"], log=tmp_path / "release.log", environment=environment)
    assert await asyncio.to_thread(release.wait) == 0, release.last_words()
    url = f"http://127.0.0.1:{own}/readyz"
    running = Process("honcho", [*honcho, "web", "worker"], environment, tmp_path / "honcho.log", url)
    running.start()
    try:
        await running.ready()
    finally:
        await running.stop()
    said = (tmp_path / "honcho.log").read_text()
    assert "web.1" in said
    assert "worker.1" in said
