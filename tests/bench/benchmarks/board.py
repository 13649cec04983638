"""The moderators' board in a real browser: how evenly it draws while the market is busy."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handlers.moderation.pushes import Told
from models import rooms
from models.board import Happening
from models.ids import AccountId, random_id
from models.subject import Subject, SubjectKind
from server.accounts import create_admin
from server.app import Stores, open_stores
from server.seams import announcements
from server.settings import Settings
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import Outcome, Row, Target, Value
from tests.bench.report import ROOT
from tests.bench.stage import Stage
from tests.bench.subjects import node_folder

EVENTS_A_SECOND = 500
_BEAT = 0.02
_FRAME_MS = 1000 / 60
_LATE = 1.5
"""Of a frame's time: whoever waits longer has seen a frame dropped."""
_HANDLE, _PASSWORD = "bench_board", "correct horse battery"


async def board(stage: Stage, plan: Plan) -> Outcome:
    named = {name.removeprefix("SOUK_").lower(): value for name, value in stage.environment.items()}
    settings = Settings.model_validate(named)
    await asyncio.to_thread(create_admin, settings, handle=_HANDLE, password=_PASSWORD)
    async with (
        stage.lanes("Souk", webs=1) as (lane,),
        open_stores(settings) as stores,
        _browser(lane.subject.url.replace("ws:", "http:")) as browser,
    ):
        await stage.settle()
        still = await browser.frames(plan.seconds)
        telling = asyncio.create_task(_tell(stores, plan.seconds + 2))
        await asyncio.sleep(1)
        busy = await browser.frames(plan.seconds)
        told = await telling
    rows = [
        Row("nothing happens", _columns(still, 0)),
        Row(f"{EVENTS_A_SECOND} events a second", _columns(busy, int(told / (plan.seconds + 2)))),
    ]
    dropped, at_rest = (float(row.figures["late frames %"]) for row in reversed(rows))
    return Outcome(
        rows,
        [Target("Late frames in a hundred, beyond those of a still board", max(0.0, dropped - at_rest), 1.0, unit="")],
    )


class Browser:
    """Chromium at the board."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def said(self) -> dict[str, Any]:
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), 120)
        found: dict[str, Any] = json.loads(line)
        return found

    async def frames(self, seconds: float) -> dict[str, Any]:
        await self._say(str(seconds))
        return await self.said()

    async def end(self) -> None:
        await self._say("end")
        await asyncio.wait_for(self._process.wait(), 20)

    async def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()


@asynccontextmanager
async def _browser(url: str) -> AsyncIterator[Browser]:
    told = {"BOARD_URL": url, "BOARD_HANDLE": _HANDLE, "BOARD_PASSWORD": _PASSWORD}
    process = await asyncio.create_subprocess_exec(
        str(node_folder() / "node"),
        str(Path(__file__).parents[1] / "frames.mjs"),
        cwd=ROOT / "frontend",
        env={"SOUK_CHROMIUM": "/usr/bin/chromium", **os.environ, **told},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=1 << 22,
    )
    browser = Browser(process)
    try:
        await browser.said()
        yield browser
        await browser.end()
    finally:
        if process.returncode is None:
            process.kill()


async def _tell(stores: Stores, seconds: float) -> int:
    """Events as the worker tells them, of all kinds in turn; gives how many."""
    loop, kinds, told = asyncio.get_running_loop(), tuple(Happening), 0
    began = loop.time()
    while (passed := loop.time() - began) < seconds:
        batch = []
        while told < passed * EVENTS_A_SECOND:
            told += 1
            kind = kinds[told % len(kinds)]
            subject = Subject(SubjectKind.LISTING, random_id(), "Mountain bicycle")
            event = Told(kind, subject, f"{told} Mountain bicycle, barely used · CNY 900", (AccountId("anna"), "anna"))
            say = event.say(datetime.now(UTC))
            assert say.rooms == (rooms.board(kind),)
            batch += announcements(random_id(), 1, [say])
        await stores.announcer.announce(batch)
        await asyncio.sleep(_BEAT)
    return told


def _columns(seen: dict[str, Any], a_second: int) -> dict[str, Value]:
    frames = sorted(seen["frames"])
    late = sum(1 for it in frames if it > _LATE * _FRAME_MS)
    return {
        "events/s": a_second,
        "frames/s": 1000 * len(frames) / sum(frames),
        "p50 ms": frames[len(frames) // 2],
        "p99 ms": frames[int(len(frames) * 0.99)],
        "longest ms": frames[-1],
        "late frames %": 100 * late / len(frames),
        "tasks over 50 ms": len(seen["tasks"]),
        "newest shown": int(str(seen["top"]).split(" ", 1)[0] or 0) if a_second else 0,
    }


BENCHMARKS = (
    Benchmark(
        "board",
        "A moderator's board in headless Chromium on the same machine, 1440 px wide, with charts, filters and queue: "
        "times between frames while nothing happens, and while the market tells 500 events a second.",
        "One moderator.",
        board,
    ),
)
