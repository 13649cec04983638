"""What README shows to those who write clients runs as it stands, with the stock clients."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import ROOT
from tests.support.market import Market

READMES = ["README.md", "README.zh-CN.md"]
PATIENCE = 30.0


def _snippet(readme: str, language: str) -> str:
    found = re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(found) == 1, f"one {language} snippet in {readme}"
    return str(found[0])


async def _output(market: Market, *command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "SOUK_URL": market.url},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.fixture
def module(tmp_path: Path) -> Iterator[Path]:
    """A file beside the front end's packages, where Node looks for `socket.io-client`."""
    file = ROOT / "frontend" / "node_modules" / f".readme-{tmp_path.name}-{os.getpid()}.mjs"
    yield file
    file.unlink(missing_ok=True)


@pytest.mark.parametrize("readme", READMES)
async def test_the_stock_javascript_client_publishes_and_hears(market: Market, module: Path, readme: str) -> None:
    module.write_text(_snippet(readme, "js"), encoding="utf-8")
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert node, "Node comes with the development requirements"
    output = await _output(market, node, str(module))
    assert "heard Blue bicycle" in output
    assert "published" in output


@pytest.mark.parametrize("readme", READMES)
async def test_the_stock_python_client_publishes_and_hears(market: Market, tmp_path: Path, readme: str) -> None:
    script = tmp_path / "snippet.py"
    script.write_text(_snippet(readme, "python"), encoding="utf-8")
    output = await _output(market, sys.executable, "-W", "error", str(script))
    assert output.split("\n")[:2] == ["published", "heard it on the feed"]
