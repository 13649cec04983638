"""The sandbox as a program: it forgets nothing when it is killed, and does not run where money is real."""

import os
import subprocess
import sys
from pathlib import Path

import aiohttp

from server.stores.payments.alipay import Alipay
from tests.rules.sources import ROOT
from tests.server.stores.payments.conftest import Ear, a_charge, settings_of
from tests.support.sandbox import sandbox_in
from tests.support.waiting import until


async def test_what_was_paid_is_known_and_told_after_a_crash(
    tmp_path: Path, ear: Ear, http: aiohttp.ClientSession
) -> None:
    charge = a_charge()
    async with sandbox_in(tmp_path) as sandbox:
        alipay = Alipay.of(settings_of(sandbox.environment(ear.url)), http)
        await sandbox.go_wrong(delay=2)
        await sandbox.pay(alipay.cashier_url(charge))
        port = int(sandbox.url.rpartition(":")[2])
        assert sandbox.process.child
        sandbox.process.child.kill()
    assert not ear.heard
    async with sandbox_in(tmp_path, port=port):
        assert (await alipay.query(charge.number)).standing == "paid"
        await until(lambda: len(ear.about(charge.number)) == 1)


def test_it_does_not_run_in_production(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    safe = {
        "SOUK_ENV": "production", "SOUK_ORIGINS": "https://souk.example", "SOUK_TOKEN_KEYS": str(tmp_path / "keys"),
        "SOUK_SEARCH_KEY": "x", "SOUK_OBJECTS_SECRET_KEY": "x", "SOUK_DEMO_RATE": "0", "SOUK_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SOUK_")}
    command = [sys.executable, "-m", "server", "sandbox"]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**clean, **safe}, timeout=100
    )
    assert ended.returncode == 1
    assert "does not run in production" in ended.stderr
