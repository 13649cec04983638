"""Pictures that web processes serve: what one costs at each size, and whether anybody else waits for it."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from models.ids import random_id
from models.media import SIZES, Format, Purpose, file_key
from server.pictures.develop import develop
from server.settings import Settings
from server.stores.objects.client import S3Objects
from tests.bench import meter
from tests.bench.benchmarks.pictures import photo
from tests.bench.benchmarks.plan import Benchmark, Plan
from tests.bench.figures import MICRO, Outcome, Row, Target, Value
from tests.bench.stage import Stage

READERS = 16
_PAUSE = 0.005
"""Between two questions of whoever measures how long others wait."""


async def serving(stage: Stage, plan: Plan) -> Outcome:
    files = (await asyncio.to_thread(develop, photo(), Format.JPEG, Purpose.LISTING)).files
    folder, rows = random_id(), []
    named = {name.removeprefix("SOUK_").lower(): value for name, value in stage.environment.items()}
    async with S3Objects(Settings.model_validate(named)) as objects, stage.lanes("Souk", webs=1) as (lane,):
        for size, content in files.items():
            await objects.put(file_key(folder, size), content, "image/webp")
        groups = {**stage.stores, "server": lane.subject.pids}
        url = lane.subject.url.replace("ws:", "http:")
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=READERS)) as http:
            for size in sorted(SIZES):
                get = _getting(http, f"{url}/{file_key(folder, size)}", {}, 200)
                about = {"KB": len(files[size]) / 1000}
                rows.append(Row(f"{size} px", about | await _measured(stage, plan, groups, url, get)))
            tag = file_key(folder, 320)
            get = _getting(http, f"{url}/{tag}", {"If-None-Match": f'"{tag}"'}, 304)
            rows.append(Row("320 px, had already", {"KB": 0.0} | await _measured(stage, plan, groups, url, get)))
    waits = max(float(row.figures["others wait p99 ms"]) for row in rows)
    return Outcome(rows, [Target("Longest p99 of others' requests meanwhile", waits, 50.0, unit=" ms")], [])


def _getting(http: aiohttp.ClientSession, url: str, headers: Mapping[str, str], status: int) -> Callable[[], Any]:
    async def get() -> None:
        async with http.get(url, headers=headers) as answer:
            await answer.read()
            if answer.status != status:
                raise RuntimeError(f"{url} was answered {answer.status}")

    return get


async def _measured(
    stage: Stage, plan: Plan, groups: Mapping[str, list[int]], url: str, get: Callable[[], Any]
) -> dict[str, Value]:
    """Readers ask one thing after the other, and somebody else something small beside them."""
    await asyncio.gather(*(get() for _ in range(2 * READERS)))
    await stage.settle()
    done, waits, deadline = 0, [], time.monotonic() + plan.seconds
    window = meter.Window(groups)

    async def keep_on() -> None:
        nonlocal done
        while time.monotonic() < deadline:
            await get()
            done += 1

    async def ask_besides() -> None:
        async with aiohttp.ClientSession() as http:
            while time.monotonic() < deadline:
                began = time.perf_counter()
                async with http.get(f"{url}/livez") as answer:
                    await answer.read()
                waits.append(time.perf_counter() - began)
                await asyncio.sleep(_PAUSE)

    await asyncio.gather(*(keep_on() for _ in range(READERS)), ask_besides())
    seconds, cpu = window.close()
    store = sum(cpu[name] for name in groups if name not in {"server", "worker"})
    return {
        "requests/s": done / seconds,
        "CPU us a request": MICRO * cpu["server"] / done,
        "stores' CPU us": MICRO * store / done,
        "others wait p99 ms": 1000 * sorted(waits)[int(len(waits) * 0.99)],
    }


BENCHMARKS = (
    Benchmark(
        "serving",
        "Sixteen readers fetch a picture in each of its sizes from one web process, which reads it from the object "
        "store; then one that they have already. Somebody else asks /livez every 5 ms.",
        "Nobody.",
        serving,
    ),
)
